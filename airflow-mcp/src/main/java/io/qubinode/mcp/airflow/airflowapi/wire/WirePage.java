package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.qubinode.mcp.airflow.airflowapi.Page;
import java.util.List;
import java.util.function.Function;

/** A list, which Airflow names after what is in it. */
@OnTheWire
public record WirePage<T>(
        @JsonAlias({
            "dags",
            "dag_runs",
            "task_instances",
            "tasks",
            "import_errors",
            "assets",
            "datasets",
            "pools",
            "variables",
            "connections",
            "backfills",
            "event_logs",
            "hitl_details"
        })
        List<T> items,

        int totalEntries) {

    public WirePage {
        requireNonNull(items);
    }

    public <U> Page<U> map(Function<T, U> item) {
        return new Page<>(list(item), totalEntries);
    }

    /** In our words, without the total. */
    public <U> List<U> list(Function<T, U> item) {
        return items.stream().map(item).toList();
    }
}
