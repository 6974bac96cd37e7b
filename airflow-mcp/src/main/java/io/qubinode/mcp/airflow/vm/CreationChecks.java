package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.NearNames;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.List;
import java.util.Optional;

/** Decides whether a machine can be made, before anything is. */
final class CreationChecks {

    // What the host itself needs, whatever its machines use.
    private static final long HOST_MIB = 1024;
    private static final long GIB = 1L << 30;

    private CreationChecks() {}

    /** The image to start from; empty on libvirt's test driver, which has none. */
    static Optional<Volume> image(CreateVm input, HostCapacity host, List<Machine> machines, List<Volume> volumes) {
        checkName(input.name(), machines, volumes);
        if (input.cpus() > host.cpus()) {
            throw invalid("cpus is " + input.cpus() + ", but the host has " + host.cpus() + " CPUs.", "Ask for less.");
        }
        checkDisk(input.diskSize(), host);
        if (host.imaginary()) {
            return VmNames.find(input.image(), volumes);
        }
        checkMemory(input.memory(), host);
        Volume image = VmNames.find(input.image(), volumes).orElseThrow(() -> noImage(input.image(), volumes));
        long needed = (image.capacityBytes() + GIB - 1) / GIB;
        if (needed > input.diskSize()) {
            throw invalid(
                    "disk_size is " + input.diskSize() + " GiB, but image " + image.name() + " needs " + needed
                            + " GiB.",
                    "Ask for a disk_size of " + needed + " or more.");
        }
        return Optional.of(image);
    }

    private static void checkName(String name, List<Machine> machines, List<Volume> volumes) {
        if (machines.stream().anyMatch(machine -> machine.name().equals(name))) {
            throw new ToolException(
                    ErrorCode.ALREADY_EXISTS,
                    "There is a virtual machine named " + name + " already.",
                    "Choose another name, or look at it with get_vm_info.");
        }
        List<String> own = List.of(VmNames.disk(name), VmNames.seed(name));
        volumes.stream().map(Volume::name).filter(own::contains).findFirst().ifPresent(volume -> {
            throw new ToolException(
                    ErrorCode.ALREADY_EXISTS,
                    "The storage pool holds a volume " + volume + " already, though no such machine exists.",
                    "Choose another name; an operator can look what that volume is.");
        });
    }

    private static void checkMemory(int mib, HostCapacity host) {
        long free = Math.max(0, host.memoryMib() - host.committedMib() - HOST_MIB);
        if (mib > free) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The host has " + free + " MiB of memory left for machines, and " + mib + " are asked for.",
                    "Ask for less memory or stop another machine.");
        }
    }

    private static void checkDisk(int gib, HostCapacity host) {
        long free = host.poolFreeBytes() / GIB;
        if (gib > free) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The storage pool has " + free + " GiB left, and " + gib + " are asked for.",
                    "Ask for a smaller disk_size or delete what is not needed.");
        }
    }

    private static ToolException noImage(String name, List<Volume> volumes) {
        List<String> names =
                VmNames.images(volumes).stream().map(Volume::name).limit(20).toList();
        String otherwise = names.isEmpty()
                ? "The storage pool has none; an operator must put a qcow2 cloud image there, for example by"
                        + " \"kcli download image\"."
                : "There are " + String.join(", ", names) + ".";
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "The storage pool has no image named " + name + ".",
                NearNames.hint(name, names, otherwise));
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
