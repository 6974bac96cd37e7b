package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The timezones of schedules. Of Airflow 2 only the details of a DAG tell one, and it hardly ever changes: it is remembered for some
 * minutes. Thread-safe.
 */
final class DagZones {

    private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();
    private static final int MOST = 10_000;

    private record Known(Optional<String> zone, long since) {}

    private final AirflowClient client;
    private final AirflowCalls calls;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    DagZones(AirflowClient client, AirflowCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** By DAG id; without those that have no schedule, or whose details cannot be had. */
    Map<String, String> of(List<WireDag> dags) {
        List<String> scheduled =
                dags.stream().filter(WireDag::ofAirflow2).map(WireDag::dagId).toList();
        if (known.size() > MOST) {
            known.clear();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            scheduled.stream().filter(id -> !isKnown(id)).forEach(id -> threads.execute(() -> ask(id)));
        }
        var zones = new HashMap<String, String>();
        dags.forEach(dag -> dag.zone().ifPresent(zone -> zones.put(dag.dagId(), zone)));
        scheduled.forEach(
                id -> Optional.ofNullable(known.get(id)).flatMap(Known::zone).ifPresent(zone -> zones.put(id, zone)));
        return zones;
    }

    private boolean isKnown(String id) {
        Known before = known.get(id);
        return before != null && System.nanoTime() - before.since() < REMEMBERED;
    }

    private void ask(String id) {
        try {
            Optional<String> zone =
                    calls.find(account -> client.dag(account, id)).flatMap(WireDag::zone);
            known.put(id, new Known(zone, System.nanoTime()));
        } catch (ToolException e) {
            // The list is worth more than this.
            known.remove(id);
        }
    }
}
