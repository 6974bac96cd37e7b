package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.security.store.SharedState;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsRedis
class SharedQuestionsTest {

    private static final CallerId ALICE = new CallerId("api_key", "alice");
    private static final CallerId BOB = new CallerId("api_key", "bob");
    private static final String METHOD = "tools/call";
    private static final ObjectNode PARAMS = ToolJson.MAPPER.createObjectNode().put("name", "delete_vm");
    private static final ObjectNode REPLIES = ToolJson.MAPPER.createObjectNode();

    private final Redis redis = new Redis();
    private final List<SharedState> states = new ArrayList<>();
    private final RequestState one = replica();
    private final RequestState other = replica();

    private RequestState replica() {
        var state = new SharedState(RedisUrl.of(redis.url()), "probe", Optional.empty(), SharedState.LEASE);
        states.add(state);
        return new RequestState(state.stores());
    }

    @AfterEach
    void stop() {
        states.forEach(SharedState::close);
        redis.close();
    }

    @Test
    void takeAnAnswerAtAnyReplicaOnce() {
        String state = one.sealed(ALICE, METHOD, PARAMS, REPLIES);
        RequestState.Opened there = other.opened(state, ALICE, METHOD, PARAMS).orElseThrow();
        assertThat(there.use().getAsBoolean()).isTrue();
        RequestState.Opened here = one.opened(state, ALICE, METHOD, PARAMS).orElseThrow();
        assertThat(here.use().getAsBoolean()).isFalse();
        assertThat(replica()
                        .opened(state, ALICE, METHOD, PARAMS)
                        .orElseThrow()
                        .use()
                        .getAsBoolean())
                .isFalse();
        assertThat(other.opened(state, BOB, METHOD, PARAMS)).isEmpty();
    }

    @Test
    void doNothingWhenNobodyCanTellWhetherAnAnswerWasUsed() {
        String state = one.sealed(ALICE, METHOD, PARAMS, REPLIES);
        RequestState.Opened opened = one.opened(state, ALICE, METHOD, PARAMS).orElseThrow();
        redis.kill();
        assertThatThrownBy(() -> opened.use().getAsBoolean()).hasMessageContaining("nothing was done");
    }

    @Test
    void areGoodAtTheReplicaThatAskedWhileRedisIsGone() {
        redis.kill();
        String state = one.sealed(ALICE, METHOD, PARAMS, REPLIES);
        assertThat(other.opened(state, ALICE, METHOD, PARAMS)).isEmpty();
        RequestState.Opened opened = one.opened(state, ALICE, METHOD, PARAMS).orElseThrow();
        assertThat(opened.use().getAsBoolean()).isTrue();
        assertThat(opened.use().getAsBoolean()).isFalse();
    }
}
