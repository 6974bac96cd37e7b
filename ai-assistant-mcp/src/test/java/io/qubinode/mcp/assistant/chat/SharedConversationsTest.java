package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.security.store.SharedState;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsRedis
class SharedConversationsTest {

    private static final CallerId ALICE = new CallerId("api_key", "alice");
    private static final CallerId BOB = new CallerId("api_key", "bob");
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Redis redis = new Redis();
    private final List<SharedState> states = new ArrayList<>();
    private final ConversationMemory one = replica(IDLE);
    private final ConversationMemory other = replica(IDLE);

    private ConversationMemory replica(Duration idle) {
        var state = new SharedState(RedisUrl.of(redis.url()), "probe", Optional.empty(), SharedState.LEASE);
        states.add(state);
        return new ConversationMemory(
                idle, Ticker.systemTicker(), state.stores().conversations());
    }

    @AfterEach
    void stop() {
        states.forEach(SharedState::close);
        redis.close();
    }

    @Test
    void goOnAtAnotherReplicaForTheirCallerOnly() {
        say(one, "one");
        say(other, "two");
        assertThat(one.recall(ALICE, "s").turns()).extracting(Turn::question).containsExactly("one", "two");
        assertThat(one.recall(ALICE, "s").turns().getFirst()).isEqualTo(new Turn("one", "an answer", "a subject"));
        assertThat(other.recall(BOB, "s").turns()).isEmpty();
        assertThat(other.recall(ALICE, "another").turns()).isEmpty();
    }

    @Test
    void endWhenNobodyWentOn() {
        say(one, "one");
        assertThat(replica(Duration.ZERO).recall(ALICE, "s").turns()).isEmpty();
    }

    @Test
    void stayWithTheirReplicaWhileRedisIsGone() {
        say(one, "one");
        redis.kill();
        say(one, "two");
        assertThat(one.recall(ALICE, "s").turns()).extracting(Turn::question).containsExactly("one", "two");
        assertThat(other.recall(ALICE, "s").turns()).isEmpty();
    }

    private static void say(ConversationMemory memory, String question) {
        memory.remember(ALICE, "s", memory.recall(ALICE, "s"), new Turn(question, "an answer", "a subject"));
    }
}
