package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Data that DAGs make and wait for; a dataset in Airflow 2.
 *
 * @param producers tasks that make it, as dag.task
 * @param consumers DAGs that run when it is made
 * @param lastEvent when it was last made
 */
public record Asset(
        String name, String uri, List<String> producers, List<String> consumers, Optional<Instant> lastEvent) {

    public Asset {
        name = ForeignText.shown(name);
        uri = ForeignText.shown(uri);
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
    }
}
