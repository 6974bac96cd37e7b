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
import java.util.stream.Collectors;
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

    Created create(CreateVm input, CallContext call) {
        return alone(input.name(), () -> make(input, call));
    }

    Deleted delete(String name) {
        return alone(name, () -> remove(name));
    }

    /** Two calls for one name at once would each undo or delete what the other makes. */
    private <T> T alone(String name, java.util.function.Supplier<T> work) {
        if (!busy.add(name)) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Another call is working on virtual machine " + name + ".",
                    "Look with get_vm_info what comes of it.");
        }
        try {
            return work.get();
        } finally {
            busy.remove(name);
        }
    }

    private Created make(CreateVm input, CallContext call) {
        call.progress(0, STEPS, "checking name, image, memory and disk");
        HostCapacity host = hypervisor.capacity();
        Optional<Volume> image = CreationChecks.image(input, host, hypervisor.machines(), hypervisor.volumes());
        String imageName = image.map(Volume::name).orElse(input.image());
        var machine = new MachineDefinition(
                input.name(),
                input.memory(),
                input.cpus(),
                VmNames.disk(input.name()),
                Optional.of(VmNames.seed(input.name())),
                imageName);
        var undo = new Undo();
        try {
            step(call, 1, "making the disk");
            hypervisor.createDisk(machine.disk(), image, input.diskSize());
            undo.by("volume " + machine.disk(), () -> hypervisor.deleteVolume(machine.disk()));
            step(call, 2, "making the cloud-init seed");
            hypervisor.createVolume(machine.seed().orElseThrow(), CloudInitSeed.of(input.name(), input.sshPublicKey()));
            undo.by(
                    "volume " + machine.seed().orElseThrow(),
                    () -> hypervisor.deleteVolume(machine.seed().orElseThrow()));
            step(call, 3, "defining the machine");
            hypervisor.define(machine);
            undo.by("machine " + input.name(), () -> hypervisor.undefine(input.name()));
            step(call, 4, "starting the machine");
            hypervisor.start(input.name());
            undo.by("running machine " + input.name(), () -> hypervisor.stop(input.name()));
            call.checkCancelled();
            MachineDetails made = hypervisor.machine(input.name());
            call.progress(STEPS, STEPS, "started");
            return created(input, machine, made.machine(), host);
        } catch (ToolException e) {
            throw undo.all(e);
        } catch (RuntimeException e) {
            undo.all(ToolException.cancelled());
            throw e;
        }
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
                List.of(machine.disk(), machine.seed().orElseThrow()),
                host.imaginary()
                        ? Optional.of("This is libvirt's test driver: the machine exists in its memory only and"
                                + " nothing boots.")
                        : Optional.empty());
    }

    private Deleted remove(String name) {
        MachineDetails machine = hypervisor.machine(name);
        Set<String> needed = neededByOthers(name);
        hypervisor.stop(name);
        hypervisor.undefine(name);
        var deleted = new ArrayList<String>();
        var kept = new ArrayList<String>();
        for (String volume : volumesOf(machine)) {
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

    private Set<String> neededByOthers(String name) {
        Set<String> needed = hypervisor.machines().stream()
                .map(Machine::name)
                .filter(other -> !other.equals(name))
                .flatMap(other -> hypervisor.machine(other).disks().stream())
                .flatMap(disk -> disk.volume().stream())
                .collect(Collectors.toSet());
        hypervisor.volumes().stream()
                .flatMap(volume -> volume.backing().stream())
                .forEach(needed::add);
        return needed;
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
