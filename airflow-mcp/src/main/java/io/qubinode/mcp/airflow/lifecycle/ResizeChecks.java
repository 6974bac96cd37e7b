package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.DiskSize;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Live;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Sizes;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.ResizeVm;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;

/** Decides whether the host can give what is asked for. */
final class ResizeChecks {

    // What the host itself needs, whatever its machines use.
    private static final long HOST_MIB = 1024;
    private static final long GIB = 1L << 30;

    private ResizeChecks() {}

    static void memory(ResizeVm input, Sizes now, HostCapacity host) {
        long own = now.live().map(Live::maximumMib).orElse(0L);
        long free = Math.max(0, host.memoryMib() - host.committedMib() + own - HOST_MIB);
        input.memory()
                .filter(mib -> mib > now.memoryMib() && mib > free && !host.imaginary())
                .ifPresent(mib -> {
                    throw new ToolException(
                            ErrorCode.WRONG_STATE,
                            "The host has " + free + " MiB of memory for this machine, and " + mib + " are asked for.",
                            "Ask for less memory or stop another machine.");
                });
    }

    static void cpus(ResizeVm input, HostCapacity host) {
        input.cpus().filter(cpus -> cpus > host.cpus()).ifPresent(cpus -> {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "cpus is " + cpus + ", but the host has " + host.cpus() + " CPUs.",
                    "Ask for less.");
        });
    }

    static void disk(DiskSize disk, int gib, HostCapacity host) {
        if (gib * GIB < disk.capacityBytes()) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Disk " + disk.target() + " has " + disk.capacityBytes() / GIB
                            + " GiB, and a smaller one would lose data.",
                    "Ask for a larger disk_size.");
        }
        long free = host.poolFreeBytes() / GIB;
        if (gib * GIB - disk.capacityBytes() > host.poolFreeBytes()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The storage pool has " + free + " GiB left, too little for a disk of " + gib + " GiB.",
                    "Ask for a smaller disk_size or delete what is not needed.");
        }
    }
}
