package io.qubinode.mcp.assistant.status;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One look at many things at once, which ends at its time whether all have answered or not. */
final class ParallelProbe {

    private static final Logger LOG = Logger.getLogger(ParallelProbe.class);

    private final Duration timeout;
    private final long end;

    /** Starts the clock. */
    ParallelProbe(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Starts to look at one thing.
     *
     * @param look on a thread of its own, interrupted when it takes too long
     * @param otherwise what to say, of a sentence, when it fails
     * @return waits for the result
     */
    <T> Supplier<T> start(String name, Callable<T> look, Function<String, T> otherwise) {
        var running = new FutureTask<>(look);
        Thread.ofVirtual().name("probe-" + name).start(running);
        return () -> await(name, running, otherwise);
    }

    private <T> T await(String name, Future<T> running, Function<String, T> otherwise) {
        try {
            return running.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return otherwise.apply("It did not answer within " + timeout.toMillis() + " ms.");
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "Looking at %s failed", name);
            return otherwise.apply("Its state could not be determined; the log says why.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise.apply("Its state is unknown because this server is stopping.");
        } finally {
            running.cancel(true);
        }
    }
}
