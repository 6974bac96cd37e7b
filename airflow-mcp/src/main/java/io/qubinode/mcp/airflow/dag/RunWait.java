package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.List;

/** Waits for the end of a run and tells of each task that ends meanwhile. */
final class RunWait {

    // The scheduler decides about once a second.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Airflow airflow;
    private final CallContext call;
    private long reported = -1;

    RunWait(Airflow airflow, CallContext call) {
        this.airflow = airflow;
        this.call = call;
    }

    /**
     * Waits.
     *
     * @return the run as it is at its end or when the time is over
     * @throws ToolException {@code cancelled} when the caller gives up; the run goes on
     */
    DagRun until(DagRun run, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        DagRun now = run;
        while (!now.ended() && System.nanoTime() < deadline) {
            call.checkCancelled();
            report(airflow.taskInstances(run.dagId(), run.runId()));
            pause(Math.min(PAUSE.toMillis(), Math.max(1, (deadline - System.nanoTime()) / 1_000_000)));
            now = airflow.run(run.dagId(), run.runId());
        }
        report(airflow.taskInstances(run.dagId(), run.runId()));
        return now;
    }

    private void report(List<TaskInstance> tasks) {
        long ended = tasks.stream().filter(TaskInstance::ended).count();
        if (ended > reported) {
            reported = ended;
            call.progress(ended, tasks.size(), ended + " of " + tasks.size() + " tasks have ended");
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }
}
