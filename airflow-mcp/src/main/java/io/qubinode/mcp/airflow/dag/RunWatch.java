package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Refreshes one run for all who wait for it: the first that finds a refresh due does it, and tells the others. Thread-safe. */
final class RunWatch {

    /**
     * How the run was after a refresh.
     *
     * @param number of the refresh, from 1
     */
    record Snapshot(long number, DagRun run, RunProgress progress) {}

    private final Airflow airflow;
    private final String dagId;
    private final String runId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition refreshed = lock.newCondition();
    private Backoff backoff;
    private Optional<Snapshot> last = Optional.empty();
    private Optional<ToolException> failure = Optional.empty();
    private boolean refreshing;
    private long due = System.nanoTime();

    RunWatch(Airflow airflow, String dagId, String runId, Backoff backoff) {
        this.airflow = airflow;
        this.dagId = dagId;
        this.runId = runId;
        this.backoff = backoff;
    }

    /**
     * Waits for a newer snapshot.
     *
     * @param number of the snapshot that the caller knows; 0 for none
     * @param longest to wait, unless the caller refreshes the run itself
     * @return empty when there is none yet
     * @throws ToolException when the refresh failed, and another one would fail too
     */
    Optional<Snapshot> newerThan(long number, Duration longest) {
        lock.lock();
        try {
            long deadline = System.nanoTime() + longest.toNanos();
            while (true) {
                if (last.filter(snapshot -> snapshot.number() > number).isPresent()) {
                    return last;
                }
                long now = System.nanoTime();
                if (!refreshing && now - due >= 0) {
                    refresh();
                } else if (failure.filter(e -> !e.error().code().isTransient()).isPresent()) {
                    throw failure.get();
                } else if (now - deadline >= 0) {
                    return Optional.empty();
                } else {
                    refreshed.awaitNanos(refreshing ? deadline - now : Math.min(deadline, due) - now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } finally {
            lock.unlock();
        }
    }

    /** Why the last refresh saw nothing; empty when it saw the run. */
    Optional<ToolException> failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock, so that the others can give up meanwhile. */
    private void refresh() {
        refreshing = true;
        lock.unlock();
        Optional<Snapshot> seen = Optional.empty();
        Optional<ToolException> failed = Optional.empty();
        try {
            DagRun now = airflow.run(dagId, runId);
            seen = Optional.of(
                    new Snapshot(last.map(Snapshot::number).orElse(0L) + 1, now, RunProgress.of(airflow, now)));
        } catch (ToolException e) {
            failed = Optional.of(e);
        } finally {
            lock.lock();
            last = seen.or(() -> last);
            failure = failed;
            refreshing = false;
            due = System.nanoTime() + backoff.pause().toNanos();
            backoff = backoff.longer();
            refreshed.signalAll();
        }
    }
}
