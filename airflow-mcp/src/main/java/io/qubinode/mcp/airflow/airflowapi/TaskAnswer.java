package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;
import java.util.Map;

/**
 * An answer to what a task asks.
 *
 * @param options what was chosen
 * @param params values given with it
 */
public record TaskAnswer(List<String> options, Map<String, Object> params) {

    public TaskAnswer {
        options = List.copyOf(options);
    }
}
