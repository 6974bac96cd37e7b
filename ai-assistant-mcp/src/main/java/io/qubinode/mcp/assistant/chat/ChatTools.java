package io.qubinode.mcp.assistant.chat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tool for answers. */
@Singleton
public final class ChatTools implements ToolProvider {

    private final ChatAnswers answers;

    @Inject
    ChatTools(ChatAnswers answers) {
        this.answers = answers;
    }

    /** Arguments of {@code chat_with_context}. */
    public record ChatWithContext(
            @JsonPropertyDescription("The question") @NotBlank @Size(max = 4_000)
            String message,

            @JsonPropertyDescription("What it is about: the talk so far, a log, the user's situation")
            Optional<@Size(max = 8_000) String> context) {}

    /** Who answered. */
    public enum Mode {
        /** A language model, from the documentation. */
        MODEL,
        /** Nobody: the documentation is quoted. */
        EXTRACTIVE
    }

    /**
     * Where something is said.
     *
     * @param number as in the answer
     * @param source the document's path in its folder
     * @param lines from-to
     */
    public record Citation(int number, String source, Optional<String> heading, String lines) {}

    /**
     * The answer.
     *
     * @param answer with citations such as [1]
     * @param model who answered
     */
    public record ChatAnswer(
            String answer, List<Citation> citations, Mode mode, Optional<String> model, Optional<String> note) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(Tool.reads("chat_with_context", "chat")
                .title("Answer from the documentation")
                .description("Answers a question about the project from its documentation, with numbered citations."
                        + " Without a configured language model it quotes the best passages (mode extractive). For"
                        + " the passages themselves use query_documents.")
                .does(ChatWithContext.class, ChatAnswer.class, (input, call) -> answers.answer(input)));
    }
}
