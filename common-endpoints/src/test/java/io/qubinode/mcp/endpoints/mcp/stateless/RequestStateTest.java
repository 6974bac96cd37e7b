package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.store.Stores;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestStateTest {

    private static final CallerId CALLER = new CallerId("api_key", "default");
    private static final String METHOD = "tools/call";
    private static final ObjectNode REPLIES = json("{\"confirm\": {\"action\": \"accept\"}}");
    private static final ObjectNode PARAMS =
            json("{\"name\": \"wipe\", \"arguments\": {\"a\": 1, \"b\": {\"c\": [1, 2], \"d\": 2}}}");

    private final RequestState states = new RequestState(Stores.ofOne(null, null));
    private final String state = states.sealed(CALLER, METHOD, PARAMS, REPLIES);

    @Test
    void bringsBackWhatWasAnsweredBefore() {
        assertThat(opened(PARAMS).orElseThrow().replies()).isEqualTo(REPLIES);
        assertThat(state).doesNotContain("confirm").doesNotContain("accept");
    }

    @Test
    void isGoodOnceHoweverOftenItIsOpened() {
        assertThat(opened(PARAMS).orElseThrow().use().getAsBoolean()).isTrue();
        assertThat(opened(PARAMS).orElseThrow().use().getAsBoolean()).isFalse();
        String other = states.sealed(CALLER, METHOD, PARAMS, REPLIES);
        assertThat(states.opened(other, CALLER, METHOD, PARAMS)
                        .orElseThrow()
                        .use()
                        .getAsBoolean())
                .as("another question for the same request")
                .isTrue();
    }

    @Test
    void isNoneOfAnotherProcess() {
        assertThat(new RequestState(Stores.ofOne(null, null)).opened(state, CALLER, METHOD, PARAMS))
                .isEmpty();
    }

    @Test
    void isOfOneCallerAndOneRequest() {
        assertThat(states.opened(state, new CallerId("api_key", "other"), METHOD, PARAMS))
                .isEmpty();
        assertThat(states.opened(state, new CallerId("jwt", "default"), METHOD, PARAMS))
                .isEmpty();
        assertThat(states.opened(state, CALLER, "prompts/get", PARAMS)).isEmpty();
        ObjectNode changed = PARAMS.deepCopy();
        changed.withArray("/arguments/b/c").add(3);
        assertThat(opened(changed)).isEmpty();
    }

    @Test
    void doesNotMindTheOrderOfNames() {
        assertThat(opened(json("{\"arguments\": {\"b\": {\"d\": 2, \"c\": [1, 2]}, \"a\": 1}, \"name\": \"wipe\"}")))
                .isPresent();
        assertThat(opened(json("{\"arguments\": {\"b\": {\"d\": 2, \"c\": [2, 1]}, \"a\": 1}, \"name\": \"wipe\"}")))
                .isEmpty();
    }

    private Optional<RequestState.Opened> opened(ObjectNode params) {
        return states.opened(state, CALLER, METHOD, params);
    }

    private static ObjectNode json(String text) {
        return ToolJson.object(text).orElseThrow();
    }
}
