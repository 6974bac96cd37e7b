package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.Connection;
import java.util.Optional;
import java.util.regex.Pattern;

/** A connection, but for login, password and extras, which are not even read. */
@OnTheWire
public record WireConnection(String connectionId, String connType, String description, String host, Integer port) {

    // Some types keep a whole URL here, with a token in its path.
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]+");

    public Connection toConnection() {
        return new Connection(
                connectionId,
                connType,
                Optional.ofNullable(description),
                Optional.ofNullable(host).filter(name -> HOST_NAME.matcher(name).matches()),
                Optional.ofNullable(port));
    }
}
