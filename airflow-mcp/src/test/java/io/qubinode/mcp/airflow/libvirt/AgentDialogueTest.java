package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest may say anything. */
class AgentDialogueTest {

    @ParameterizedTest
    @ValueSource(strings = {"1e300", "-1e300", "-1", "9223372036854775807", "\"now\"", "null", "[1]", "{}"})
    void leavesOutATimeThatNoCalendarHas(String time) throws JsonProcessingException {
        assertThat(AgentDialogue.users(json("[{\"user\":\"alice\",\"login-time\":" + time + "}]")))
                .containsExactly(new Guest.User("alice", Optional.empty()));
    }

    @Test
    void tellsSinceWhenSomebodyIsLoggedIn() throws JsonProcessingException {
        assertThat(AgentDialogue.users(json("[{\"user\":\"alice\",\"login-time\":1764000000.7}]")))
                .containsExactly(new Guest.User("alice", Optional.of(Instant.ofEpochSecond(1764000000))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "7", "\"x\"", "[7,null,[],{\"user\":{}}]", "[{\"ip-addresses\":7,\"total-bytes\":1e300}]"})
    void survivesAnswersOfOtherShapes(String answer) throws JsonProcessingException {
        JsonNode any = json(answer);
        assertThat(AgentDialogue.users(any)).isNotNull();
        assertThat(AgentDialogue.fileSystems(any)).isNotNull();
        assertThat(AgentDialogue.interfaces(any)).isNotNull();
    }

    @Test
    void showsNoNameThatTurnsTheLineOrHoldsASecret() throws JsonProcessingException {
        assertThat(AgentDialogue.users(json("[{\"user\":\"\\u202epassword=hunter2-secret\"}]"))
                        .getFirst()
                        .name())
                .isEqualTo("\\u{202e}password=***");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return ToolJson.MAPPER.readTree(text);
    }
}
