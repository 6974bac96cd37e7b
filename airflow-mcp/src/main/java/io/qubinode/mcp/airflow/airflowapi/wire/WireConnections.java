package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.Page;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** As on the wire, but for login, password and extras, which are not even read. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireConnections(List<Entry> connections, int totalEntries) {

    // Some types keep a whole URL here, with a token in its path.
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]+");

    public WireConnections {
        requireNonNull(connections);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Entry(String connectionId, String connType, String description, String host, Integer port) {

        private Connection toConnection() {
            return new Connection(
                    connectionId,
                    connType,
                    Optional.ofNullable(description),
                    Optional.ofNullable(host)
                            .filter(name -> HOST_NAME.matcher(name).matches()),
                    Optional.ofNullable(port));
        }
    }

    /** In our words. */
    public Page<Connection> toPage() {
        return new Page<>(connections.stream().map(Entry::toConnection).toList(), totalEntries);
    }
}
