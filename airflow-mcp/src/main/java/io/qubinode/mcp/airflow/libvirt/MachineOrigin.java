package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import java.util.Optional;

/**
 * Where a domain comes from, and what hangs on it.
 *
 * @param creation our metadata; empty when it was not made by us
 * @param ofKcli whether it carries kcli's metadata, as those do that kcli or we made
 * @param snapshots the names of its snapshots
 */
public record MachineOrigin(Optional<Creation> creation, boolean ofKcli, List<String> snapshots) {

    public MachineOrigin {
        snapshots = List.copyOf(snapshots);
    }
}
