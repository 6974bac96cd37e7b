package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import java.util.Map;

/**
 * What we keep in the metadata of a domain that we made.
 *
 * @param id unique to the call that made it
 * @param client the client that asked for it, as in the audit trail
 * @param asked what it asked for, by argument; of what may be secret only a digest
 * @param labels words that it is found and protected by
 */
public record Creation(String id, String client, Map<String, String> asked, List<String> labels) {

    public Creation {
        asked = Map.copyOf(asked);
        labels = List.copyOf(labels);
    }
}
