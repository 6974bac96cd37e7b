package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that somebody waits for, each watched once for all who do. Thread-safe. */
final class RunWatches {

    private record Run(String dagId, String runId) {}

    private record Watched(RunWatch watch, int waiters) {}

    private final Airflow airflow;
    private final Map<Run, Watched> watched = new ConcurrentHashMap<>();

    RunWatches(Airflow airflow) {
        this.airflow = airflow;
    }

    /** The watch of a run, to be left with {@link #leave}. */
    RunWatch join(String dagId, String runId) {
        return watched.compute(
                        new Run(dagId, runId),
                        (run, before) -> before == null
                                ? new Watched(new RunWatch(airflow, dagId, runId, Backoff.OF_RUNS), 1)
                                : new Watched(before.watch(), before.waiters() + 1))
                .watch();
    }

    /** Ends the watch with the last who waits. */
    void leave(String dagId, String runId) {
        watched.computeIfPresent(
                new Run(dagId, runId),
                (run, now) -> now.waiters() == 1 ? null : new Watched(now.watch(), now.waiters() - 1));
    }

    int size() {
        return watched.size();
    }
}
