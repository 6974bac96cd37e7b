package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import org.junit.jupiter.api.Test;

class SubscriptionFilterTest {

    @Test
    void promisesNothingThatThereIsNot() {
        SubscriptionFilter wanted = SubscriptionFilter.of(
                listening("{\"toolsListChanged\": true, \"resourcesListChanged\": true, \"taskIds\": [\"a\", \"b\"]}"));
        assertThat(wanted.only(true, false, uri -> true, "a"::equals).json())
                .hasToString("{\"toolsListChanged\":true,\"taskIds\":[\"a\"]}");
    }

    @Test
    void takesNullForNothing() {
        ObjectNode params =
                listening("{\"toolsListChanged\": null, \"resourceSubscriptions\": null, \"taskIds\": null}");
        assertThat(SubscriptionFilter.of(params).json()).isEmpty();
        assertThat(SubscriptionFilter.namesTasks(params)).isFalse();
    }

    private static ObjectNode listening(String wanted) {
        return ToolJson.object("{\"notifications\": " + wanted + "}").orElseThrow();
    }
}
