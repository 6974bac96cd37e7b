package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.Kind;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.Part;
import io.qubinode.mcp.airflow.machine.UnfinishedCreation.State;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
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
        boolean made = !creation.begun(Kind.MACHINE).isEmpty();
        boolean free = !made || removeMachine(creation);
        Map<String, Volume> volumes =
                hypervisor.volumes().stream().collect(Collectors.toMap(Volume::name, Function.identity()));
        Set<String> needed = hypervisor.neededByOthers("");
        volumes.values().stream().flatMap(volume -> volume.backing().stream()).forEach(needed::add);
        Predicate<String> removable = volume -> volumes.containsKey(volume) && !needed.contains(volume);
        creation.begun(Kind.SEED).stream()
                .filter(seed -> removable.test(seed.name()) && isSeed(seed, volumes.get(seed.name())))
                .forEach(seed -> delete(seed.name()));
        creation.begun(Kind.DISK).stream()
                .filter(disk -> removable.test(disk.name()) && isDisk(disk, volumes.get(disk.name())))
                .forEach(disk -> delete(disk.name()));
        if (free && made) {
            volumes.keySet().stream()
                    .filter(volume -> VolumeNames.isConsoleOf(name, volume))
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

    private static boolean isDisk(Part disk, Volume volume) {
        return disk.state() == State.MADE
                || volume.capacityBytes() == disk.bytes() && volume.backing().equals(disk.backing());
    }

    private boolean isSeed(Part seed, Volume volume) {
        return seed.state() == State.MADE
                || volume.capacityBytes() <= LARGEST_SEED
                        && SeedFingerprint.matches(
                                seed.fingerprint(), hypervisor.readVolume(volume.name(), LARGEST_SEED));
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
