package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a running task asks a person, and waits for.
 *
 * @param options what can be answered
 * @param multiple whether several of them can be
 * @param defaults what is taken when nobody answers in time
 * @param params values that may be given with the answer, by name, with their defaults
 */
public record TaskQuestion(
        String taskId,
        Optional<Integer> mapIndex,
        String subject,
        Optional<String> body,
        List<String> options,
        boolean multiple,
        Optional<List<String>> defaults,
        Optional<JsonNode> params) {

    public TaskQuestion {
        options = List.copyOf(options);
    }
}
