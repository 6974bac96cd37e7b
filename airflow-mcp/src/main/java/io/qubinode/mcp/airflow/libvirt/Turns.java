package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One at a time for each name; who waits for a turn needs no thread of a pool. Safe to use from any thread. */
final class Turns {

    private final Map<String, CompletableFuture<Void>> taken = new ConcurrentHashMap<>();

    /**
     * Waits for a turn.
     *
     * @param atMost how long
     * @return what ends the turn, by any thread; empty when the time is over
     * @throws ToolException {@code cancelled} when the thread is interrupted
     */
    Optional<Runnable> take(String name, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        var own = new CompletableFuture<Void>();
        while (true) {
            CompletableFuture<Void> before = taken.putIfAbsent(name, own);
            if (before == null) {
                return Optional.of(() -> {
                    taken.remove(name, own);
                    own.complete(null);
                });
            }
            try {
                before.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }
    }
}
