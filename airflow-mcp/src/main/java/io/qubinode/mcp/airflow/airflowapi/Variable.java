package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.util.Optional;

/**
 * A variable of Airflow, without its value.
 *
 * @param description what somebody says of it
 * @param encrypted whether its value is kept encrypted; empty where Airflow does not say
 */
public record Variable(String key, @WrittenByOthers Optional<String> description, Optional<Boolean> encrypted) {

    public Variable {
        key = ForeignText.shown(key);
        description = description.map(ForeignText::shown);
    }
}
