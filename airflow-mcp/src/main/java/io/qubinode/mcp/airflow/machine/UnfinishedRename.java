package io.qubinode.mcp.airflow.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine that is being renamed.
 *
 * @param id the change's
 * @param uuid the domain's, by which it is known whatever its name is
 * @param from its name before
 * @param to its new name
 * @param files its new files by the paths of its old ones: its seed's, and that of its console
 * @param seed the new seed's volume; empty when it has none
 * @param fingerprint the new seed's
 * @param seedMade whether it is known to be made by us
 * @param old the names of the volumes that go when it is renamed: the old seed's, and those of its console
 */
public record UnfinishedRename(
        String id,
        String uuid,
        String from,
        String to,
        Map<String, String> files,
        Optional<String> seed,
        List<String> fingerprint,
        boolean seedMade,
        List<String> old)
        implements UnfinishedChange {

    public UnfinishedRename {
        files = Map.copyOf(files);
        fingerprint = List.copyOf(fingerprint);
        old = List.copyOf(old);
    }

    @Override
    public String operation() {
        return "rename_vm";
    }

    @Override
    public List<String> claimed() {
        return List.of(from, to);
    }

    /** With its new seed, made by us or not known to be. */
    public UnfinishedRename withSeed(boolean made) {
        return new UnfinishedRename(id, uuid, from, to, files, seed, fingerprint, made, old);
    }

    @Override
    public UnfinishedRename unsure() {
        return withSeed(false);
    }
}
