package io.qubinode.mcp.security.tool;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a result no longer than the caller does. */
public final class Awaiting {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Awaiting() {}

    /**
     * Waits for a result; what is not waited for any more is cancelled.
     *
     * @param result made on another thread
     * @param most how long at most
     * @param call whose caller may give up
     * @throws TimeoutException when it takes longer
     * @throws ExecutionException with what went wrong
     * @throws ToolException {@code cancelled} when the caller, or this server, gives up
     */
    public static <T> T await(Future<T> result, Duration most, CallContext call)
            throws TimeoutException, ExecutionException {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (true) {
                call.checkCancelled();
                long left = end - System.nanoTime();
                try {
                    return result.get(Math.clamp(left, 0, LOOK_NANOS), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (left <= LOOK_NANOS) {
                        throw e;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        } catch (CancellationException e) {
            throw ToolException.cancelled();
        } finally {
            result.cancel(true);
        }
    }
}
