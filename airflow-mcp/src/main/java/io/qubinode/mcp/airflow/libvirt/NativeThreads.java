package io.qubinode.mcp.airflow.libvirt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A few threads for native calls, which cannot be interrupted; they end when idle. Safe to use from any thread. */
final class NativeThreads implements AutoCloseable {

    private static final int WAITING = 100;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    NativeThreads(String name, int count) {
        threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Work that must prepare itself, before which it changes nothing. */
    @FunctionalInterface
    interface Prepared<T> {
        T run(Begin begin) throws Exception;
    }

    /** To be told when the work has been prepared. */
    @FunctionalInterface
    interface Begin {
        /** @throws TimeoutException when nobody waits for the work any more */
        void now() throws TimeoutException;
    }

    /** Runs something that needs no preparation, as {@link #run(Prepared, Duration)} does. */
    <T> T run(Callable<T> work, Duration atMost) throws TimeoutException, InterruptedException, ExecutionException {
        return run(
                begin -> {
                    begin.now();
                    return work.call();
                },
                atMost);
    }

    /**
     * Runs something.
     *
     * @throws StillRunning when the time is over and it continues
     * @throws TimeoutException when the time is over and it was not begun, and will not be
     * @throws InterruptedException when the caller is interrupted; its cause is {@link StillRunning} when the work continues
     */
    <T> T run(Prepared<T> work, Duration atMost) throws TimeoutException, InterruptedException, ExecutionException {
        var begun = new AtomicBoolean();
        Future<T> result;
        try {
            result = threads.submit(() -> {
                // True without us when its caller has gone.
                if (begun.get()) {
                    throw nobodyWaits();
                }
                return work.run(() -> {
                    if (!begun.compareAndSet(false, true)) {
                        throw nobodyWaits();
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            throw neverBegun("too many wait", e);
        }
        try {
            return result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw begun.compareAndSet(false, true) ? e : new StillRunning(result);
        } catch (CancellationException e) {
            throw neverBegun("it is being stopped", e);
        } catch (InterruptedException e) {
            if (!begun.compareAndSet(false, true)) {
                e.initCause(new StillRunning(result));
            }
            throw e;
        }
    }

    private static TimeoutException nobodyWaits() {
        return new TimeoutException("nobody waits for it any more");
    }

    private static TimeoutException neverBegun(String why, RuntimeException cause) {
        var e = new TimeoutException(why);
        e.initCause(cause);
        return e;
    }

    /** The end of a caller's patience with what a native thread still works on. */
    static final class StillRunning extends TimeoutException {

        private static final long serialVersionUID = 1L;
        private final transient Future<?> work;

        private StillRunning(Future<?> work) {
            super("libvirt still works on it");
            this.work = work;
        }

        /** Whether it has not come to its end yet. */
        boolean goesOn() {
            return !work.isDone();
        }

        /** Waits for its end, and tells whether it was done. */
        boolean settled() {
            try {
                work.get();
                return true;
            } catch (ExecutionException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** From now on nothing begins; what is under way continues. */
    @Override
    public void close() {
        threads.shutdown();
        var waiting = new ArrayList<Runnable>();
        threads.getQueue().drainTo(waiting);
        waiting.forEach(each -> ((Future<?>) each).cancel(false));
    }

    /** Waits for what is under way. Returns whether nothing is left. */
    boolean awaitEnd(Duration atMost) {
        try {
            return threads.awaitTermination(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
