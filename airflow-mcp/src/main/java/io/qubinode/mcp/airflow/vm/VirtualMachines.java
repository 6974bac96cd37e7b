package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDefinition;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.airflow.vm.VmTools.Deleted;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Makes and deletes machines, whole or not at all. */
@Singleton
public final class VirtualMachines {

    private static final Logger LOG = Logger.getLogger(VirtualMachines.class);
    private static final int STEPS = 5;

    private final Hypervisor hypervisor;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    @Inject
    public VirtualMachines(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** Makes a machine and starts it, or leaves nothing behind. */
    Created create(CreateVm input, CallContext call) {
        claim(input.name());
        var undo = new Undo(hypervisor);
        try {
            return make(input, call, undo);
        } catch (ToolException e) {
            throw undo.mustWait() ? undoLater(input.name(), undo, e) : undo.all(e);
        } catch (RuntimeException e) {
            undo.all(ToolException.cancelled());
            throw e;
        } finally {
            if (!undo.mustWait()) {
                busy.remove(input.name());
            }
        }
    }

    Deleted delete(String name) {
        claim(name);
        try {
            return remove(name);
        } finally {
            busy.remove(name);
        }
    }

    /** Two calls for one name at once would each undo or delete what the other makes. */
    private void claim(String name) {
        if (!busy.add(name)) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Another call is working on virtual machine " + name + ".",
                    "Look with get_vm_info what comes of it.");
        }
    }

    /** The caller is not kept waiting for a libvirt that is too slow; the name stays claimed until all is undone. */
    private ToolException undoLater(String name, Undo undo, ToolException timeout) {
        Thread.ofVirtual().name("undo-" + name).start(() -> {
            try {
                ToolException end = undo.all(timeout);
                LOG.infof("What libvirt had made of %s after the time-out is undone: %s", name, end.getMessage());
            } finally {
                busy.remove(name);
            }
        });
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                timeout.error().message(),
                "What was made so far is undone as soon as it answers; then call again.",
                timeout);
    }

    private Created make(CreateVm input, CallContext call, Undo undo) {
        call.progress(0, STEPS, "checking name, image, memory and disk");
        HostCapacity host = hypervisor.capacity();
        Optional<Volume> image = CreationChecks.image(input, host, hypervisor.machines(), hypervisor.volumes());
        String name = input.name();
        String disk = VmNames.disk(name);
        String seed = VmNames.seed(name);
        var machine = new MachineDefinition(
                name,
                input.memory(),
                input.cpus(),
                disk,
                seed,
                VmNames.console(name),
                image.map(Volume::name).orElse(input.image()));
        step(call, 1, "making the disk");
        undo.make(
                "volume " + disk,
                () -> hypervisor.createDisk(disk, image, input.diskSize()),
                () -> hypervisor.deleteVolume(disk));
        step(call, 2, "making the cloud-init seed");
        undo.make(
                "volume " + seed,
                () -> hypervisor.createVolume(seed, CloudInitSeed.of(name, input.sshPublicKey())),
                () -> hypervisor.deleteVolume(seed));
        step(call, 3, "defining the machine");
        undo.make("machine " + name, () -> hypervisor.define(machine), () -> {
            hypervisor.undefine(name);
            consoles(name).forEach(this::deleteVolume);
        });
        step(call, 4, "starting the machine");
        undo.make("running machine " + name, () -> hypervisor.start(name), () -> hypervisor.stop(name));
        call.checkCancelled();
        Machine made = hypervisor.machine(name).machine();
        call.progress(STEPS, STEPS, "started");
        return created(input, machine, made, host);
    }

    private static void step(CallContext call, int number, String what) {
        call.checkCancelled();
        call.progress(number, STEPS, what);
    }

    private static Created created(CreateVm input, MachineDefinition machine, Machine made, HostCapacity host) {
        return new Created(
                made.name(),
                made.state(),
                machine.image(),
                made.memoryMib(),
                made.cpus(),
                input.diskSize(),
                List.of(machine.disk(), machine.seed()),
                host.imaginary()
                        ? Optional.of("This is libvirt's test driver: the machine exists in its memory only and"
                                + " nothing boots.")
                        : Optional.empty());
    }

    private Deleted remove(String name) {
        MachineDetails machine = hypervisor.machine(name);
        Set<String> needed = neededByOthers(name);
        hypervisor.stop(name);
        // One that was never defined is gone with its stop: https://libvirt.org/formatdomain.html calls it transient.
        unlessGone(() -> {
            hypervisor.undefine(name);
            return name;
        });
        var deleted = new ArrayList<String>();
        var kept = new ArrayList<String>();
        List<String> own = Stream.concat(volumesOf(machine).stream(), consoles(name).stream())
                .toList();
        for (String volume : own) {
            (needed.contains(volume) || !deleteVolume(volume) ? kept : deleted).add(volume);
        }
        return new Deleted(
                name,
                deleted,
                kept,
                kept.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Volumes in kept_volumes were left: others use them, or libvirt did not delete"
                                + " them."));
    }

    /** Its disks, and of its CD-ROMs only its own seed: others hold installation media. */
    private static List<String> volumesOf(MachineDetails machine) {
        String seed = VmNames.seed(machine.machine().name());
        Predicate<Disk> own = disk -> disk.device().equals("disk")
                || disk.volume().filter(seed::equalsIgnoreCase).isPresent();
        return machine.disks().stream()
                .filter(Disk::inPool)
                .filter(own)
                .flatMap(disk -> disk.volume().stream())
                .distinct()
                .toList();
    }

    /** What its serial console was written to. */
    private List<String> consoles(String name) {
        return hypervisor.volumes().stream()
                .map(Volume::name)
                .filter(volume -> VmNames.isConsoleOf(name, volume))
                .toList();
    }

    private Set<String> neededByOthers(String name) {
        Set<String> needed = hypervisor.machines().stream()
                .map(Machine::name)
                .filter(other -> !other.equals(name))
                .flatMap(other -> unlessGone(() -> hypervisor.machine(other)).stream())
                .flatMap(other -> other.disks().stream())
                .flatMap(disk -> disk.volume().stream())
                .collect(Collectors.toSet());
        hypervisor.volumes().stream()
                .flatMap(volume -> volume.backing().stream())
                .forEach(needed::add);
        return needed;
    }

    /** Machines come and go by others' hands too. */
    private static <T> Optional<T> unlessGone(Supplier<T> what) {
        try {
            return Optional.of(what.get());
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean deleteVolume(String volume) {
        try {
            hypervisor.deleteVolume(volume);
            return true;
        } catch (ToolException e) {
            LOG.warnf(e, "Volume %s could not be deleted", volume);
            return e.error().code() == ErrorCode.NOT_FOUND;
        }
    }
}
