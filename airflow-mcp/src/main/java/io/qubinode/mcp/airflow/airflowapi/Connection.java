package io.qubinode.mcp.airflow.airflowapi;

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
        Optional<Integer> port) {}
