package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Looks at one run for all who wait for it: whoever first finds that a look is due takes it, and tells the others. Thread-safe. */
final class RunWatch {

    /**
     * What a look showed.
     *
     * @param number of the look, from 1
     */
    record Look(long number, DagRun run, List<TaskInstance> tasks) {}

    private final Airflow airflow;
    private final String dagId;
    private final String runId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private Backoff backoff;
    private Optional<Look> last = Optional.empty();
    private Optional<ToolException> failure = Optional.empty();
    private boolean looking;
    private long due = System.nanoTime();

    RunWatch(Airflow airflow, String dagId, String runId, Backoff backoff) {
        this.airflow = airflow;
        this.dagId = dagId;
        this.runId = runId;
        this.backoff = backoff;
    }

    /**
     * Waits for a newer look.
     *
     * @param number of the look that the caller knows; 0 for none
     * @param longest to wait, unless the caller takes the look itself
     * @return empty when there is none yet
     * @throws ToolException when the look failed
     */
    Optional<Look> newerThan(long number, Duration longest) {
        lock.lock();
        try {
            long deadline = System.nanoTime() + longest.toNanos();
            while (true) {
                if (last.filter(look -> look.number() > number).isPresent()) {
                    return last;
                }
                long now = System.nanoTime();
                if (!looking && now - due >= 0) {
                    look();
                } else if (failure.isPresent()) {
                    throw failure.get();
                } else if (now - deadline >= 0) {
                    return Optional.empty();
                } else {
                    looked.awaitNanos(looking ? deadline - now : Math.min(deadline, due) - now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock, so that the others can give up meanwhile. */
    private void look() {
        looking = true;
        lock.unlock();
        Optional<Look> seen = Optional.empty();
        Optional<ToolException> failed = Optional.empty();
        try {
            seen = Optional.of(new Look(
                    last.map(Look::number).orElse(0L) + 1,
                    airflow.run(dagId, runId),
                    airflow.taskInstances(dagId, runId)));
        } catch (ToolException e) {
            failed = Optional.of(e);
        } finally {
            lock.lock();
            last = seen.or(() -> last);
            failure = failed;
            looking = false;
            due = System.nanoTime() + backoff.pause().toNanos();
            backoff = backoff.longer();
            looked.signalAll();
        }
    }
}
