package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.redis.RedisLink;
import io.qubinode.mcp.security.redis.RedisServer;
import io.qubinode.mcp.security.redis.RedisUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What replicas of a service keep together in a Redis. */
public final class SharedState implements Replicas, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SharedState.class);

    /** How long a claim outlives its replica where nothing else is wanted. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private static final int MOST_OBJECTS = 2_000;
    /** Used answers are refused for ten minutes: at any rate limit, a client's own must not push them out before. */
    private static final int MOST_USED_ANSWERS = 20_000;

    private static final int MOST_CONVERSATIONS = 100;
    private static final int MOST_MESSAGES = 100;

    private static final String EXTEND = """
            local holder = redis.call('get', KEYS[1])
            if holder and holder ~= ARGV[1] then return 0 end
            redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
            return 1
            """;
    private static final String RELEASE =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";
    // ARGV: the message, how many of the last are kept, milliseconds to keep them.
    private static final String TELL = """
            redis.call('rpush', KEYS[1], ARGV[1])
            redis.call('ltrim', KEYS[1], -ARGV[2], -1)
            return redis.call('pexpire', KEYS[1], ARGV[3])
            """;

    private final RedisLink redis;
    private final Duration lease;
    private final String prefix;
    private final String self = UUID.randomUUID() + " ";
    private final Map<String, byte[]> claims = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("shared-state").factory());

    /**
     * Connects to nothing yet.
     *
     * @param service whose state this is; other services in the same Redis have their own
     * @param authorities PEM, who may have signed its certificate; empty for those that Java trusts
     * @param lease how long a claim outlives its replica
     */
    public SharedState(RedisUrl url, String service, Optional<Path> authorities, Duration lease) {
        this.lease = lease;
        redis = new RedisLink(new RedisServer(url, authorities));
        prefix = "qubinode-mcp:state:" + service + ":";
        long third = lease.toMillis() / 3;
        clock.scheduleWithFixedDelay(this::extend, third, third, TimeUnit.MILLISECONDS);
    }

    public Stores stores() {
        return new Stores(
                store("call", MOST_OBJECTS),
                store("task", MOST_OBJECTS),
                Optional.of(store("question", MOST_USED_ANSWERS)),
                Optional.of(store("conversation", MOST_CONVERSATIONS)),
                this);
    }

    private ExpiringStore store(String kind, int most) {
        return new SharedStore(redis, prefix + kind + ":", most);
    }

    @Override
    public Optional<String> claim(String name, String what) throws IOException {
        byte[] mine = (self + what).getBytes(StandardCharsets.UTF_8);
        while (true) {
            String set = redis.ask(commands ->
                    commands.set(claimOf(name), mine, SetArgs.Builder.nx().px(lease.toMillis())));
            if (set != null) {
                claims.put(name, mine);
                return Optional.empty();
            }
            byte[] others = redis.ask(commands -> commands.get(claimOf(name)));
            if (others != null) {
                return Optional.of(new String(others, StandardCharsets.UTF_8).substring(self.length()));
            }
        }
    }

    /** Also what a Redis that was started again does not know. */
    private void extend() {
        claims.keySet()
                .forEach(name -> claims.computeIfPresent(name, (claimed, mine) -> {
                    try {
                        redis.ask(commands -> commands.<Long>eval(
                                EXTEND,
                                ScriptOutputType.INTEGER,
                                new String[] {claimOf(name)},
                                mine,
                                SharedStore.bytes(lease.toMillis())));
                    } catch (IOException e) {
                        LOG.debugf(e, "A claim cannot be extended");
                    }
                    return mine;
                }));
    }

    @Override
    public void release(String name) {
        byte[] mine = claims.remove(name);
        if (mine == null) {
            return;
        }
        try {
            redis.ask(commands ->
                    commands.<Long>eval(RELEASE, ScriptOutputType.INTEGER, new String[] {claimOf(name)}, mine));
        } catch (IOException e) {
            LOG.debugf(e, "A claim expires on its own");
        }
    }

    @Override
    public boolean isClaimed(String name) throws IOException {
        return redis.ask(commands -> commands.exists(claimOf(name))) > 0;
    }

    @Override
    public void tell(String name, ObjectNode message) throws IOException {
        byte[] content = ToolJson.MAPPER.writeValueAsBytes(message);
        redis.ask(commands -> commands.<Long>eval(
                TELL,
                ScriptOutputType.INTEGER,
                new String[] {messagesTo(name)},
                content,
                SharedStore.bytes(MOST_MESSAGES),
                SharedStore.bytes(ExpiringStore.KEPT.toMillis())));
    }

    @Override
    public List<ObjectNode> told(String name) throws IOException {
        return redis.ask(commands -> commands.lpop(messagesTo(name), MOST_MESSAGES)).stream()
                .flatMap(content -> ToolJson.object(new String(content, StandardCharsets.UTF_8)).stream())
                .toList();
    }

    @Override
    public boolean areMany() {
        return true;
    }

    private String claimOf(String name) {
        return prefix + "claim:" + name;
    }

    private String messagesTo(String name) {
        return prefix + "messages:" + name;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        redis.close();
    }
}
