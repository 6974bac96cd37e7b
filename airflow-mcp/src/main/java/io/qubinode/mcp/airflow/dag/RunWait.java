package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.security.core.ErrorCode;
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
     * What came of waiting.
     *
     * @param run as it was seen last
     * @param failure why Airflow does not tell how it is now
     */
    record Waited(DagRun run, Optional<ToolException> failure) {}

    /**
     * Waits for the end of the run or of the time. An Airflow that cannot be reached for a moment ends nothing.
     *
     * @throws ToolException {@code cancelled} when the caller gives up; the run continues
     */
    Waited until(DagRun run, Duration longest) {
        // Anyone who loses the connection now can still look for the run.
        call.progress(0, 0, "Run " + run.runId() + " of DAG " + run.dagId() + " is " + run.state());
        RunWatch watch = watches.join(run.dagId(), run.runId());
        try {
            return watched(watch, run, longest);
        } finally {
            watches.leave(run.dagId(), run.runId());
        }
    }

    private Waited watched(RunWatch watch, DagRun run, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        DagRun now = run;
        long seen = 0;
        Duration left = longest;
        try {
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
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.CANCELLED) {
                throw ToolException.cancelledAfter(
                        "Run " + run.runId() + " of DAG " + run.dagId() + " was triggered and continues.",
                        "get_dag_status shows how it is; cancel_dag_run ends it.");
            }
            return new Waited(now, Optional.of(e));
        }
        return new Waited(now, now.ended() ? Optional.empty() : watch.failure());
    }

    private void report(RunProgress now) {
        if (now.ended() > reported) {
            reported = now.ended();
            call.progress(now.ended(), now.total(), now.ended() + " of " + now.total() + " tasks have ended");
        }
    }
}
