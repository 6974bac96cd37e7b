package io.qubinode.mcp.airflow.dagtool;

import java.time.Duration;
import java.util.List;

/**
 * Which DAGs are tools of their own.
 *
 * @param patterns of DAG ids; an asterisk stands for anything
 * @param refresh how often to look which there are
 * @param longestWait how long a call waits for its run to end
 */
public record DagToolSettings(List<String> patterns, Duration refresh, Duration longestWait) {

    public DagToolSettings {
        patterns = List.copyOf(patterns);
    }
}
