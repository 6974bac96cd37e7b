package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One reading for all who ask before it begins, so that many who ask at once cost one round trip and none is given what was so
 * before it asked. Safe to use from any thread.
 */
final class SharedReading<T> {

    private final Supplier<T> reading;
    // The one that has not begun.
    private final AtomicReference<CompletableFuture<T>> next = new AtomicReference<>();

    /** @param reading ends in good time, and throws {@code ToolException} when it fails or its thread is interrupted */
    SharedReading(Supplier<T> reading) {
        this.reading = reading;
    }

    /**
     * What is read, by this thread or by one that asked just before.
     *
     * @throws ToolException when the reading fails, or this thread is interrupted, which the others do not notice
     */
    T get() {
        var own = new CompletableFuture<T>();
        while (true) {
            CompletableFuture<T> joined = next.compareAndExchange(null, own);
            if (joined == null) {
                return read(own);
            }
            try {
                return joined.get();
            } catch (CancellationException e) {
                // Its reader was interrupted; maybe this one is the next.
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ToolException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }
    }

    private T read(CompletableFuture<T> own) {
        // Those that are ready to run join first.
        Thread.yield();
        next.set(null);
        try {
            T result = reading.get();
            own.complete(result);
            return result;
        } catch (RuntimeException | Error e) {
            if (Thread.currentThread().isInterrupted()) {
                own.cancel(false);
            } else {
                own.completeExceptionally(e);
            }
            throw e;
        }
    }
}
