package io.qubinode.mcp.security.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.redis.RedisServer;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsRedis
class SharedStateTest {

    private static final String NAME = ExpiringStore.name(new CallerId("api_key", "alice"), "k");

    private final Redis redis = new Redis();
    private final SharedState one = replica("probe");
    private final SharedState other = replica("probe");

    private SharedState replica(String service) {
        return new SharedState(RedisUrl.of(redis.url()), service, Optional.empty(), SharedState.LEASE);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    private static ObjectNode object(String text) {
        return ToolJson.MAPPER.createObjectNode().put("is", text);
    }

    @Test
    void keepsForAllReplicasOfAServiceWhatOneWrote() throws IOException {
        one.stores().calls().put(NAME, object("a"));
        assertThat(other.stores().calls().find(NAME)).contains(object("a"));
        assertThat(other.stores().tasks().find(NAME)).isEmpty();
        try (SharedState foreign = replica("another")) {
            assertThat(foreign.stores().calls().find(NAME)).isEmpty();
        }
        other.stores().calls().remove(NAME);
        assertThat(one.stores().calls().find(NAME)).isEmpty();
    }

    @Test
    void addsForOneReplicaOnly() throws IOException {
        assertThat(one.stores().calls().add(NAME, object("a"))).isTrue();
        assertThat(other.stores().calls().add(NAME, object("b"))).isFalse();
        assertThat(other.stores().calls().find(NAME)).contains(object("a"));
    }

    @Test
    void forgetsTheOldestOfTheOwnerWhoHasTooMany() throws IOException {
        ExpiringStore conversations = one.stores().conversations().orElseThrow();
        var bob = new CallerId("api_key", "bob");
        conversations.put(NAME, object("of alice"));
        for (int i = 0; i < 102; i++) {
            conversations.put(ExpiringStore.name(bob, "s" + i), object("of bob"));
        }
        List<Integer> left = IntStream.range(0, 102)
                .filter(i -> found(conversations, ExpiringStore.name(bob, "s" + i)))
                .boxed()
                .toList();
        assertThat(left).hasSize(100).contains(101);
        assertThat(conversations.find(NAME)).isPresent();
    }

    private static boolean found(ExpiringStore store, String name) {
        try {
            return store.find(name).isPresent();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void givesAClaimToOneAndThenToTheOther() throws IOException {
        assertThat(one.claim(NAME, "make")).isEmpty();
        assertThat(other.claim(NAME, "drop")).contains("make");
        assertThat(other.isClaimed(NAME)).isTrue();
        other.release(NAME);
        assertThat(one.isClaimed(NAME)).isTrue();
        one.release(NAME);
        assertThat(other.isClaimed(NAME)).isFalse();
        assertThat(other.claim(NAME, "drop")).isEmpty();
    }

    @Test
    void givesMessagesOnceAndInTheirOrder() throws IOException {
        other.tell(NAME, object("first"));
        other.tell(NAME, object("second"));
        assertThat(one.told(NAME)).containsExactly(object("first"), object("second"));
        assertThat(one.told(NAME)).isEmpty();
    }

    @Test
    void keepsAClaimForLongerThanItsLease() throws IOException {
        try (var brief = new SharedState(RedisUrl.of(redis.url()), "probe", Optional.empty(), Duration.ofSeconds(3))) {
            assertThat(brief.claim(NAME, "make")).isEmpty();
            await().until(() -> leftOfTheLease() < 2_500);
            await().until(() -> leftOfTheLease() > 2_500);
        }
    }

    private long leftOfTheLease() {
        return raw(commands -> commands.pttl("qubinode-mcp:state:probe:claim:" + NAME));
    }

    private <T> T raw(Function<RedisCommands<String, byte[]>, T> question) {
        try (var server = new RedisServer(RedisUrl.of(redis.url()), Optional.empty());
                var connection = server.connect()) {
            return question.apply(connection.sync());
        }
    }

    @Test
    void claimsAgainInARedisThatWasStartedAnew() throws IOException {
        try (var brief = new SharedState(RedisUrl.of(redis.url()), "probe", Optional.empty(), Duration.ofSeconds(3))) {
            assertThat(brief.claim(NAME, "make")).isEmpty();
            redis.kill();
            redis.start();
            await().until(() -> reaches(other) && other.isClaimed(NAME));
        }
    }

    @Test
    void goesOnReadingWhileRedisRefusesToWrite() throws IOException {
        one.stores().calls().put(NAME, object("a"));
        raw(commands -> commands.configSet("maxmemory", "1"));
        assertThatIOException().isThrownBy(() -> one.stores().calls().put(NAME, object("b")));
        assertThat(one.stores().calls().find(NAME)).contains(object("a"));
    }

    @Test
    void saysThatRedisIsGoneAndUsesTheNextOne() throws IOException {
        one.stores().calls().put(NAME, object("a"));
        redis.kill();
        assertThatIOException().isThrownBy(() -> one.stores().calls().find(NAME));
        assertThatIOException().isThrownBy(() -> one.claim(NAME, "make"));
        redis.start();
        await().until(() -> reaches(one));
        assertThat(one.stores().calls().find(NAME)).isEmpty();
    }

    private static boolean reaches(SharedState replica) {
        try {
            replica.isClaimed(NAME);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
