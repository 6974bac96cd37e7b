package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineSizes;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.DiskSize;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Live;
import io.qubinode.mcp.airflow.libvirt.MachineSizes.Sizes;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Applies;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Change;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.ResizeVm;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.Resized;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Gives machines more or less of what the host has. All is checked before anything is changed. */
final class Resizing {

    private static final Logger LOG = Logger.getLogger(Resizing.class);
    private static final long GIB = 1L << 30;

    private final Hypervisor hypervisor;
    private final MachineSizes sizes;
    private final NameClaims claims;

    Resizing(Hypervisor hypervisor, MachineSizes sizes, NameClaims claims) {
        this.hypervisor = hypervisor;
        this.sizes = sizes;
        this.claims = claims;
    }

    Resized resize(ResizeVm input) {
        return claims.during("resize_vm", hypervisor, () -> resized(input), input.name());
    }

    private Resized resized(ResizeVm input) {
        if (input.memory().isEmpty()
                && input.cpus().isEmpty()
                && input.diskSize().isEmpty()) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT, "There is nothing to change.", "Give memory, cpus or disk_size.");
        }
        Sizes now = sizes.of(input.name());
        now.status().mustNotBeSaved(input.name());
        HostCapacity host = hypervisor.capacity();
        Optional<DiskSize> disk = input.diskSize().map(gib -> growing(input, now, gib, host));
        ResizeChecks.memory(input, now, host);
        ResizeChecks.cpus(input, host);
        var changes = new ArrayList<Change>();
        disk.filter(found -> found.capacityBytes() < input.diskSize().orElseThrow() * GIB)
                .ifPresent(found -> changes.add(grow(input, found)));
        Optional<Integer> memory = input.memory().filter(mib -> differs(mib, now));
        Optional<Integer> cpus = input.cpus().filter(count -> count != now.cpus());
        if (memory.isPresent() || cpus.isPresent()) {
            sizes.setForNextStart(input.name(), memory, cpus);
        }
        memory.ifPresent(mib -> changes.add(memory(input, now, mib)));
        cpus.ifPresent(count -> changes.add(cpus(input, now, count)));
        boolean restart =
                changes.stream().anyMatch(change -> change.applies() == Applies.AT_NEXT_START) && now.running();
        return new Resized(input.name(), changes, restart, note(changes, disk.isPresent(), restart, now.status()));
    }

    private static boolean differs(int mib, Sizes now) {
        return mib != now.memoryMib()
                || now.live().filter(live -> live.memoryMib() != mib).isPresent();
    }

    private static DiskSize growing(ResizeVm input, Sizes now, int gib, HostCapacity host) {
        List<String> targets = now.disks().stream().map(DiskSize::target).toList();
        DiskSize disk = now.disks().stream()
                .filter(found -> input.disk().isEmpty() || input.disk().get().equals(found.target()))
                .findFirst()
                .orElseThrow(() -> noDisk(input, targets));
        ResizeChecks.disk(disk, gib, host);
        return disk;
    }

    private static ToolException noDisk(ResizeVm input, List<String> targets) {
        return targets.isEmpty() || input.disk().isEmpty()
                ? new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Virtual machine " + input.name() + " has no disk that can be made larger.",
                        "get_vm_info shows what its disks are.")
                : new ToolException(
                        ErrorCode.NOT_FOUND,
                        "Virtual machine " + input.name() + " has no writable disk "
                                + input.disk().get() + ".",
                        Suggestions.hint(input.disk().get(), targets, "It has " + String.join(", ", targets) + "."));
    }

    private Change grow(ResizeVm input, DiskSize disk) {
        int gib = input.diskSize().orElseThrow();
        sizes.growDisk(input.name(), disk.target(), gib * GIB);
        return new Change(disk.target() + "_gib", disk.capacityBytes() / GIB, gib, Applies.NOW);
    }

    /** What it has now, if it can take more or less. */
    private static Optional<Live> live(Sizes now) {
        return now.live().filter(running -> now.status().isResponsive());
    }

    private Change memory(ResizeVm input, Sizes now, int mib) {
        boolean live = live(now).filter(running -> mib <= running.maximumMib()).isPresent();
        return new Change(
                "memory_mib",
                now.memoryMib(),
                mib,
                !now.running() || live && worked(() -> sizes.setMemoryNow(input.name(), mib))
                        ? Applies.NOW
                        : Applies.AT_NEXT_START);
    }

    private Change cpus(ResizeVm input, Sizes now, int cpus) {
        // Guests are asked to take CPUs, and few give one back.
        boolean live = live(now)
                .filter(running -> cpus > running.cpus() && cpus <= running.maximumCpus())
                .isPresent();
        return new Change(
                "cpus",
                now.cpus(),
                cpus,
                !now.running() || live && worked(() -> sizes.setCpusNow(input.name(), cpus))
                        ? Applies.NOW
                        : Applies.AT_NEXT_START);
    }

    /** What a running machine refuses is still true of its next start; of what libvirt still works on, nobody can tell. */
    private boolean worked(Runnable change) {
        try {
            change.run();
            return true;
        } catch (ToolException e) {
            if (hypervisor.mayStillHappen(e)) {
                throw e;
            }
            LOG.debug("A running machine does not accept a change", e);
            return false;
        }
    }

    private static Optional<String> note(List<Change> changes, boolean disk, boolean restart, MachineStatus status) {
        if (changes.isEmpty()) {
            return Optional.of("It had that already.");
        }
        var sentences = new ArrayList<String>();
        if (disk) {
            sentences.add("The guest must grow its partition and file system, which cloud-init does at a boot.");
        }
        if (restart) {
            sentences.add(
                    status.state() == MachineState.RUNNING
                            ? "For the rest use vm_power shutdown and start; a reboot is not enough."
                            : "The rest applies at its next start. " + status.howToSwitchOff());
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }
}
