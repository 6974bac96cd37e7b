package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings a renaming to an end by what libvirt says the machine is called: forward when it has its new name, back when it has its
 * old one.
 */
public final class RenameEnd {

    private static final int LARGEST_SEED = 8 << 20;

    private final Hypervisor hypervisor;
    private final MachineCopies copies;

    public RenameEnd(Hypervisor hypervisor, MachineCopies copies) {
        this.hypervisor = hypervisor;
        this.copies = copies;
    }

    /**
     * Brings it to its end. Can be repeated after a failure.
     *
     * @param last whether libvirt has come to an end with it; until then nothing of a machine with its old name is touched, because
     *     it may still be renamed
     * @return whether the machine has its new name
     * @throws ToolException when something is left to be done
     */
    public boolean of(UnfinishedRename rename, boolean last) {
        boolean renamed =
                copies.nameOf(rename.uuid()).filter(rename.to()::equals).isPresent();
        if (!renamed && !last) {
            return false;
        }
        Map<String, Volume> volumes =
                hypervisor.volumes().stream().collect(Collectors.toMap(Volume::name, Function.identity()));
        if (renamed) {
            var files = new HashMap<>(rename.files());
            rename.seed().filter(seed -> !volumes.containsKey(seed)).ifPresent(lost -> files.values()
                    .removeIf(file -> file.endsWith("/" + lost)));
            copies.setFiles(rename.to(), files);
        }
        // Whatever a machine needs stays, so that nothing is taken from one that is halfway.
        Set<String> needed = hypervisor.neededByOthers("");
        if (renamed) {
            volumes.keySet().stream()
                    .filter(volume -> rename.old().stream().anyMatch(old -> isPartOf(old, volume)))
                    .filter(volume -> !needed.contains(volume))
                    .forEach(this::delete);
        } else {
            rename.seed()
                    .map(volumes::get)
                    .filter(seed -> !needed.contains(seed.name()) && isOurs(rename, seed))
                    .map(Volume::name)
                    .ifPresent(this::delete);
        }
        return renamed;
    }

    /** Rotated parts of a console have a number at the end. */
    private static boolean isPartOf(String old, String volume) {
        return volume.matches(Pattern.quote(old) + "(\\.\\d+)?");
    }

    private boolean isOurs(UnfinishedRename rename, Volume seed) {
        return rename.seedMade()
                || seed.capacityBytes() <= LARGEST_SEED
                        && SeedFingerprint.matches(
                                rename.fingerprint(), hypervisor.readVolume(seed.name(), LARGEST_SEED));
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
