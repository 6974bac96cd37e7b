package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A changing call that was begun, for those that repeat it. Safe to use from any thread.
 *
 * @param request what was asked for
 * @param repetitions how many wait for its end beside the client that asked first
 * @param end its result; empty when it did nothing
 */
record KeptCall(String request, AtomicInteger repetitions, CompletableFuture<Optional<Result<?>>> end) {

    private static final long LOOK_MILLIS = 200;

    /** Holds nothing of the connection, because it is kept long after that. */
    KeptCall(String request, SharedPeer client) {
        this(request, client.others(), new CompletableFuture<>());
    }

    /**
     * Waits a moment for what others do.
     *
     * @throws ToolException {@code cancelled} when the client gives up
     */
    static void pause(Operation repetition) {
        repetition.checkCancelled();
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    /**
     * Waits for the result; empty when the call did nothing.
     *
     * @param repetition a call of the same tool with the same arguments
     * @throws ToolException {@code cancelled} when the client of the repetition gives up
     */
    // The same call has a result of the same type.
    @SuppressWarnings("unchecked")
    <T> Optional<Result<T>> await(Operation repetition) {
        repetitions.incrementAndGet();
        try {
            while (true) {
                try {
                    return end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).map(result -> (Result<T>) result);
                } catch (TimeoutException e) {
                    repetition.checkCancelled();
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The call that this one repeats failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } finally {
            repetitions.decrementAndGet();
        }
    }
}
