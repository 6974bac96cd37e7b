package io.qubinode.mcp.assistant.document.onnx;

import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work in native code, whose library takes itself down while the process ends: a thread that is still inside then ends the
 * process by a crash. Safe to use from any thread.
 */
final class NativeThreads {

    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /** @param before what each thread does first */
    NativeThreads(String name, int count, Runnable before) {
        ThreadFactory factory = Thread.ofPlatform().daemon().name(name, 0).factory();
        threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> factory.newThread(() -> {
                    before.run();
                    work.run();
                }));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does all of it and waits for the results, in the order of the work.
     *
     * @throws EmbeddingUnavailable when it is stopped before all is done
     */
    <T> List<T> all(List<? extends Callable<T>> work) throws EmbeddingUnavailable {
        var running = new ArrayList<Future<T>>(work.size());
        try {
            work.forEach(each -> running.add(threads.submit(each)));
            var results = new ArrayList<T>(work.size());
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (RejectedExecutionException | CancellationException e) {
            throw new EmbeddingUnavailable("is being stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingUnavailable("was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A text could not be embedded", e.getCause());
        } finally {
            running.forEach(each -> each.cancel(false));
        }
    }

    /** From now on nothing begins. */
    void stop() {
        threads.shutdown();
        var waiting = new ArrayList<Runnable>();
        threads.getQueue().drainTo(waiting);
        waiting.forEach(each -> ((Future<?>) each).cancel(false));
    }

    /** Waits for what is under way. Returns whether nothing is left. */
    boolean awaitEnd(Duration atMost) {
        try {
            return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
