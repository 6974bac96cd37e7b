package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.Optional;

/** Waits for the end of a run and tells of each task that ends meanwhile. */
final class RunWait {

    // So soon it is seen that the caller has given up.
    private static final Duration LONGEST_STEP = Duration.ofMillis(500);

    private final RunWatches watches;
    private final CallContext call;
    private long reported;

    RunWait(RunWatches watches, CallContext call) {
        this.watches = watches;
        this.call = call;
    }

    /**
     * Waits.
     *
     * @return the run as it is at its end or when the time is over
     * @throws ToolException {@code cancelled} when the caller gives up; otherwise when Airflow does not tell how the run is, at the
     *     end of the time if that may change. The run continues
     */
    DagRun until(DagRun run, Duration longest) {
        // Anyone who loses the connection now can still look for the run.
        call.progress(0, 0, "Run " + run.runId() + " of DAG " + run.dagId() + " is " + run.state());
        RunWatch watch = watches.join(run.dagId(), run.runId());
        try {
            return watched(watch, run, longest);
        } finally {
            watches.leave(run.dagId(), run.runId());
        }
    }

    private DagRun watched(RunWatch watch, DagRun run, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        DagRun now = run;
        long seen = 0;
        Duration left = longest;
        while (!(now.ended() && seen > 0) && left.isPositive()) {
            call.checkCancelled();
            Optional<RunWatch.Snapshot> snapshot =
                    watch.newerThan(seen, left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP);
            if (snapshot.isPresent()) {
                now = snapshot.get().run();
                seen = snapshot.get().number();
                report(snapshot.get().progress());
            }
            left = Duration.ofNanos(deadline - System.nanoTime());
        }
        Optional<ToolException> failure = watch.failure();
        if (!now.ended() && failure.isPresent()) {
            throw failure.get();
        }
        return now;
    }

    private void report(RunProgress now) {
        if (now.ended() > reported) {
            reported = now.ended();
            call.progress(now.ended(), now.total(), now.ended() + " of " + now.total() + " tasks have ended");
        }
    }
}
