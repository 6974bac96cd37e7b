package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.ScriptOutputType;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.redis.RedisLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** JSON objects in a Redis, for all replicas. When one owner has too many, its oldest go. */
final class SharedStore implements ExpiringStore {

    // KEYS: the object, the objects of its owner. ARGV: the object, milliseconds to keep it, now, most of an owner,
    // whether only when new.
    private static final String WRITE = """
            if ARGV[5] == '1' and redis.call('exists', KEYS[1]) == 1 then return 0 end
            redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
            redis.call('zadd', KEYS[2], ARGV[3], KEYS[1])
            redis.call('pexpire', KEYS[2], ARGV[2])
            redis.call('zremrangebyscore', KEYS[2], '-inf', ARGV[3] - ARGV[2])
            if redis.call('zcard', KEYS[2]) > tonumber(ARGV[4]) then redis.call('del', redis.call('zpopmin', KEYS[2])[1]) end
            return 1
            """;
    // KEYS as above.
    private static final String REMOVE = """
            redis.call('zrem', KEYS[2], KEYS[1])
            return redis.call('del', KEYS[1])
            """;

    private final RedisLink redis;
    private final String prefix;
    private final int most;

    /** @param most objects of an owner */
    SharedStore(RedisLink redis, String prefix, int most) {
        this.redis = redis;
        this.prefix = prefix;
        this.most = most;
    }

    @Override
    public Optional<ObjectNode> find(String name) throws IOException {
        return Optional.ofNullable(redis.ask(commands -> commands.get(prefix + name)))
                .flatMap(content -> ToolJson.object(new String(content, StandardCharsets.UTF_8)));
    }

    @Override
    public boolean add(String name, ObjectNode object) throws IOException {
        return write(name, object, true);
    }

    @Override
    public void put(String name, ObjectNode object) throws IOException {
        write(name, object, false);
    }

    private boolean write(String name, ObjectNode object, boolean onlyNew) throws IOException {
        byte[] content = ToolJson.MAPPER.writeValueAsBytes(object);
        long written = redis.<Long>ask(commands -> commands.eval(
                WRITE,
                ScriptOutputType.INTEGER,
                keys(name),
                content,
                bytes(KEPT.toMillis()),
                bytes(System.currentTimeMillis()),
                bytes(most),
                bytes(onlyNew ? 1 : 0)));
        return written == 1;
    }

    static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void remove(String name) throws IOException {
        redis.<Long>ask(commands -> commands.eval(REMOVE, ScriptOutputType.INTEGER, keys(name)));
    }

    private String[] keys(String name) {
        return new String[] {prefix + name, prefix + "of:" + ExpiringStore.owner(name)};
    }

    @Override
    public String place() {
        return "the Redis of RATE_LIMIT_REDIS_URL";
    }
}
