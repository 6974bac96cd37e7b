package io.qubinode.mcp.security.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** One connection to a Redis, made when it is needed and again after an error. Safe to use from any thread that may block. */
public final class RedisLink implements AutoCloseable {

    /** After a failure nobody waits for the next one. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final RedisServer server;
    private StatefulRedisConnection<String, byte[]> connection;
    private long restsUntil = System.nanoTime();

    public RedisLink(RedisServer server) {
        this.server = server;
    }

    /**
     * Asks, also for a thread that is interrupted.
     *
     * @throws IOException when it does not answer within {@link RedisServer#LONGEST}, or refuses
     */
    public <T> T ask(Function<RedisCommands<String, byte[]>, T> question) throws IOException {
        boolean interrupted = Thread.interrupted();
        StatefulRedisConnection<String, byte[]> used = null;
        try {
            used = connection();
            return question.apply(used.sync());
        } catch (RedisException e) {
            if (!isRefusal(e)) {
                lost(used);
            }
            throw new IOException("Redis cannot be used", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Of this command alone, for example because it needs memory; others on the same connection may succeed. */
    private static boolean isRefusal(RedisException e) {
        return e instanceof RedisCommandExecutionException
                && !(e instanceof RedisLoadingException || e instanceof RedisReadOnlyException);
    }

    private synchronized StatefulRedisConnection<String, byte[]> connection() throws IOException {
        if (connection == null) {
            if (System.nanoTime() - restsUntil < 0) {
                throw new IOException("Redis could not be used a moment ago");
            }
            connection = server.connect();
        }
        return connection;
    }

    private synchronized void lost(StatefulRedisConnection<String, byte[]> used) {
        if (used == connection) {
            restsUntil = System.nanoTime() + REST.toNanos();
            connection = null;
        }
        if (used != null) {
            used.closeAsync();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
