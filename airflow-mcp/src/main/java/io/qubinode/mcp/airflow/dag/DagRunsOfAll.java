package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.AirflowInstance;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;

/** What starts runs, one for each Airflow, so that all who wait for a run share one watch of it. */
@Singleton
public final class DagRunsOfAll {

    private final Map<String, DagRuns> byInstance;

    @Inject
    DagRunsOfAll(AirflowInstances airflows) {
        byInstance = airflows.all().stream()
                .collect(Collectors.toUnmodifiableMap(AirflowInstance::name, DagRunsOfAll::runs));
    }

    private static DagRuns runs(AirflowInstance instance) {
        return new DagRuns(instance.airflow(), new RunWatches(instance.airflow()));
    }

    public DagRuns at(AirflowInstance instance) {
        return byInstance.get(instance.name());
    }
}
