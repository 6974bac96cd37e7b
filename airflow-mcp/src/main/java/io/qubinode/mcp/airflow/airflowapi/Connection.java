package io.qubinode.mcp.airflow.airflowapi;

import static java.util.Objects.requireNonNullElse;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.util.Optional;

/**
 * A connection of Airflow, without anything that lets one in.
 *
 * @param type such as ssh or postgres
 * @param description what somebody says of it
 * @param host the machine; empty for one that is more than a host name
 */
public record Connection(
        String connectionId,
        String type,
        @WrittenByOthers Optional<String> description,
        Optional<String> host,
        Optional<Integer> port) {

    public Connection {
        type = ForeignText.shown(requireNonNullElse(type, ""));
        description = description.map(ForeignText::shown);
        host = host.map(ForeignText::shown);
    }
}
