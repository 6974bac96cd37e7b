package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.Variable;
import java.util.Optional;

/** A variable, but for its value, which is not even read. */
@OnTheWire
public record WireVariable(String key, String description, Boolean isEncrypted) {

    public Variable toVariable() {
        return new Variable(key, Optional.ofNullable(description), Optional.ofNullable(isEncrypted));
    }
}
