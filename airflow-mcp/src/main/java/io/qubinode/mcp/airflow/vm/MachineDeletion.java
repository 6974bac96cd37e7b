package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.DiskSource;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.VmTools.DeleteVm;
import io.qubinode.mcp.airflow.vm.VmTools.Deleted;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Deletes machines with exactly what is their own. */
final class MachineDeletion {

    private static final Logger LOG = Logger.getLogger(MachineDeletion.class);

    private final Hypervisor hypervisor;
    private final NameClaims claims;
    private final DeletionChecks checks;

    MachineDeletion(Hypervisor hypervisor, NameClaims claims, MachineConfig config) {
        this.hypervisor = hypervisor;
        this.claims = claims;
        checks = new DeletionChecks(config);
    }

    Deleted delete(DeleteVm input) {
        return claims.during("delete_vm", hypervisor, () -> remove(input), input.name());
    }

    private Deleted remove(DeleteVm input) {
        String name = input.name();
        MachineDetails machine = hypervisor.machine(name);
        Optional<String> unsaid = checks.check(input, machine, hypervisor.origin(name));
        List<Volume> volumes = hypervisor.volumes();
        Set<String> own = ownVolumes(machine, volumes);
        Set<String> needed = neededByOthers(name, own, volumes);
        var kept = new ArrayList<>(notOurs(machine, own));
        own.stream().filter(needed::contains).forEach(kept::add);
        List<String> deletable =
                own.stream().filter(volume -> !needed.contains(volume)).toList();
        if (input.dryRun()) {
            return answer(
                    name,
                    deletable,
                    kept,
                    Optional.of(unsaid.map(what -> "Dry run: nothing was deleted. " + what)
                            .orElse("Dry run: nothing was deleted.")));
        }
        hypervisor.stop(name);
        // Lower layers first and the definition last: as long as it is there, a deletion that was cut off can be
        // repeated.
        List<String> refused = deletable.reversed().stream()
                .filter(volume -> !deleteVolume(volume))
                .toList();
        kept.addAll(refused);
        undefine(name);
        List<String> deleted =
                deletable.stream().filter(volume -> !refused.contains(volume)).toList();
        return answer(name, deleted, kept, Optional.empty());
    }

    private static Deleted answer(String name, List<String> deleted, List<String> kept, Optional<String> note) {
        return new Deleted(
                name,
                deleted,
                kept,
                note.or(() -> kept.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "The volumes in kept_volumes were not deleted: others use them, they are in another pool, or"
                                        + " libvirt did not delete them.")));
    }

    /** One that was never defined is gone with its stop: https://libvirt.org/formatdomain.html calls it transient. */
    private void undefine(String name) {
        try {
            hypervisor.undefine(name);
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Its disks with the layers below that are named after it, its own seed of the CD-ROMs, and its console. */
    private static Set<String> ownVolumes(MachineDetails machine, List<Volume> volumes) {
        String name = machine.machine().name();
        String seed = VolumeNames.seed(name);
        Map<String, Volume> pool = volumes.stream().collect(Collectors.toMap(Volume::name, Function.identity()));
        var own = new LinkedHashSet<String>();
        for (Disk disk : machine.disks()) {
            Optional<String> volume = disk.volume().filter(file -> disk.inPool());
            if (isDisk(disk) && disk.own()) {
                volume.ifPresent(top -> addLayers(name, top, pool, own));
            } else if (disk.device().equals("cdrom")) {
                volume.filter(seed::equalsIgnoreCase).ifPresent(own::add);
            }
        }
        volumes.stream()
                .map(Volume::name)
                .filter(volume -> VolumeNames.isConsoleOf(name, volume))
                .forEach(own::add);
        return own;
    }

    private static boolean isDisk(Disk disk) {
        return disk.device().equals("disk") || disk.device().equals("lun");
    }

    private static void addLayers(String name, String top, Map<String, Volume> pool, Set<String> own) {
        own.add(top);
        Optional<String> below = Optional.ofNullable(pool.get(top)).flatMap(Volume::backing);
        while (below.filter(volume -> VolumeNames.isDiskOf(name, volume) && own.add(volume))
                .isPresent()) {
            below = Optional.ofNullable(pool.get(below.get())).flatMap(Volume::backing);
        }
    }

    /** All that the machine could write to and is not deleted, whatever storage it is in. */
    private static List<String> notOurs(MachineDetails machine, Set<String> own) {
        return machine.disks().stream()
                .filter(disk -> !disk.device().equals("cdrom"))
                .filter(disk ->
                        !disk.inPool() || disk.volume().filter(own::contains).isEmpty())
                .flatMap(disk -> disk.source().stream())
                .map(DiskSource::toString)
                .distinct()
                .toList();
    }

    private Set<String> neededByOthers(String name, Set<String> own, List<Volume> volumes) {
        Set<String> needed = hypervisor.neededByOthers(name);
        volumes.stream()
                .filter(volume -> !own.contains(volume.name()) || needed.contains(volume.name()))
                .flatMap(volume -> volume.backing().stream())
                .forEach(needed::add);
        return needed;
    }

    /** False when libvirt refuses it. Where it does not answer, the machine stays, so that a repeat continues. */
    private boolean deleteVolume(String volume) {
        try {
            hypervisor.deleteVolume(volume);
            return true;
        } catch (ToolException e) {
            return switch (e.error().code()) {
                case NOT_FOUND -> true;
                case BACKEND_REFUSED -> {
                    LOG.warnf(e, "Volume %s could not be deleted", volume);
                    yield false;
                }
                default -> throw e;
            };
        }
    }
}
