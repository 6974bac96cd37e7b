package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.vm.UnfinishedCreation.Part;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Takes away what is left of a creation that came to no good end, and nothing that is somebody else's. */
final class Removal {

    private static final int LARGEST_SEED = 8 << 20;

    private final Hypervisor hypervisor;

    Removal(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /**
     * Takes it away. Can be repeated after a failure.
     *
     * @throws ToolException when something is left
     */
    void of(UnfinishedCreation creation) {
        String name = creation.machine();
        boolean free = !creation.began(Part.MACHINE) || removeMachine(creation);
        Map<String, Volume> volumes =
                hypervisor.volumes().stream().collect(Collectors.toMap(Volume::name, Function.identity()));
        Set<String> needed = hypervisor.neededByOthers("");
        volumes.values().stream().flatMap(volume -> volume.backing().stream()).forEach(needed::add);
        Predicate<String> removable = volume -> volumes.containsKey(volume) && !needed.contains(volume);
        String seed = VmNames.seed(name);
        if (creation.began(Part.SEED) && removable.test(seed) && isSeed(creation, volumes.get(seed))) {
            delete(seed);
        }
        String disk = VmNames.disk(name);
        if (creation.began(Part.DISK) && removable.test(disk) && isDisk(creation, volumes.get(disk))) {
            delete(disk);
        }
        if (free && creation.began(Part.MACHINE)) {
            volumes.keySet().stream()
                    .filter(volume -> VmNames.isConsoleOf(name, volume))
                    .filter(removable)
                    .forEach(this::delete);
        }
    }

    /** Whether the name is free then: the domain may be somebody else's by now. */
    private boolean removeMachine(UnfinishedCreation creation) {
        String name = creation.machine();
        try {
            Optional<String> id = hypervisor.origin(name).creation().map(Creation::id);
            if (id.filter(creation.id()::equals).isEmpty()) {
                return false;
            }
            hypervisor.stop(name);
            hypervisor.undefine(name);
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        return true;
    }

    private static boolean isDisk(UnfinishedCreation creation, Volume volume) {
        return creation.made(Part.DISK)
                || volume.capacityBytes() == creation.diskBytes()
                        && volume.backing().equals(creation.backing());
    }

    private boolean isSeed(UnfinishedCreation creation, Volume volume) {
        if (creation.made(Part.SEED)) {
            return true;
        }
        List<String> print = creation.seed();
        return volume.capacityBytes() <= LARGEST_SEED
                && SeedPrint.matches(print, hypervisor.readVolume(volume.name(), LARGEST_SEED));
    }

    private void delete(String volume) {
        try {
            hypervisor.deleteVolume(volume);
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
