package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.testing.TestCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.ClientModel;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampledAnswerTest {

    private static final Question QUESTION = new Question(
            "Which port?",
            Optional.empty(),
            Conversation.NEW,
            List.of(new Passage("s.md", "t", List.of("Ports"), 1, 1, "Port 8888.")),
            100);

    @Test
    void givesWhatTheClientsModelSaysWithItsCitationsChecked() {
        ChatAnswer answer = answer((request, patience, call) -> {
            assertThat(request.maxTokens()).isEqualTo(100);
            assertThat(request.messages().getLast().text()).contains("Port 8888.", "Which port?");
            return new Reply("Port 8888 [1] [2].", "their-model", false);
        });
        assertThat(answer.mode()).isEqualTo(Mode.SAMPLING);
        assertThat(answer.model()).contains("their-model");
        assertThat(answer.answer()).isEqualTo("Port 8888 [1].");
    }

    @Test
    void quotesWhenTheUserDeclines() {
        ChatAnswer answer = answer((request, patience, call) -> {
            throw new ToolException(ErrorCode.BACKEND_REFUSED, "The user declined.", "");
        });
        assertThat(answer.mode()).isEqualTo(Mode.EXTRACTIVE);
        assertThat(answer.answer()).contains("> Port 8888.");
        assertThat(answer.note()).hasValueSatisfying(note -> assertThat(note).startsWith("The user declined."));
    }

    @Test
    void quotesWhenTheClientsModelSaysNothing() {
        assertThat(answer((request, patience, call) -> new Reply("", "their-model", false))
                        .mode())
                .isEqualTo(Mode.EXTRACTIVE);
    }

    @Test
    void answersNothingWhenTheCallerGaveUp() {
        assertThatThrownBy(() -> answer((request, patience, call) -> {
                    throw ToolException.cancelled();
                }))
                .isInstanceOf(ToolException.class);
    }

    private static ChatAnswer answer(ClientModel model) {
        return new SampledAnswer(model, Duration.ofSeconds(5)).answer(QUESTION, new TestCall());
    }
}
