package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which runs are asked for, the newest first.
 *
 * @param dagId of one DAG; empty for all
 * @param states any of them; empty for all
 * @param after earliest moment from which they may start
 * @param before latest such moment
 * @param confContains text that the conf holds
 * @param limit at most so many, 1 to 100
 * @param offset so many of the matching ones before
 */
public record RunQuery(
        Optional<String> dagId,
        List<String> states,
        Optional<Instant> after,
        Optional<Instant> before,
        Optional<String> confContains,
        int limit,
        int offset) {

    public RunQuery {
        states = List.copyOf(states);
    }

    /** The newest runs of one DAG in a state, that started before a moment. */
    public static RunQuery newest(String dagId, String state, Optional<Instant> before) {
        return new RunQuery(Optional.of(dagId), List.of(state), Optional.empty(), before, Optional.empty(), 1, 0);
    }
}
