package io.qubinode.mcp.assistant.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tool for answers. */
@Singleton
public final class ChatTools implements ToolProvider {

    private static final String SESSION = "[A-Za-z0-9._-]{1,64}";
    private static final String SESSION_RULE = "must be 1 to 64 letters, digits, dots, underscores or dashes";

    private final ChatAnswers answers;

    @Inject
    ChatTools(ChatAnswers answers) {
        this.answers = answers;
    }

    /** Arguments of {@code chat_with_context}. */
    public record ChatWithContext(
            @JsonPropertyDescription("Question to answer.") @NotBlank @Size(max = 4_000)
            String message,

            @JsonPropertyDescription(
                    "Background of the question: the conversation so far, a log, the user's situation.")
            Optional<@Size(max = 8_000) String> context,

            @JsonPropertyDescription(
                    "Any name for the conversation; repeat it to ask follow-up questions. Default: this MCP "
                            + "session.")
            Optional<@Pattern(regexp = SESSION, message = SESSION_RULE) String> sessionId,

            @JsonPropertyDescription("Environment the user works in, such as RHEL 9 lab.")
            Optional<@Size(max = 200) String> environment,

            @JsonPropertyDescription("Role of the user, such as new operator.")
            Optional<@Size(max = 200) String> userRole,

            @JsonPropertyDescription("Most tokens in the answer.")
            @JsonProperty(defaultValue = "700")
            @Min(16)
            @Max(1_500)
            int maxTokens) {}

    /** Who answered. */
    public enum Mode {
        /** The configured language model, from the documentation. */
        MODEL,
        /** The client's own language model, from the documentation. */
        SAMPLING,
        /** Nobody: the documentation is quoted. */
        EXTRACTIVE
    }

    /**
     * Where something is said.
     *
     * @param number as in the answer
     * @param uri of these lines as a resource
     * @param source the document's path in its folder
     * @param lines from-to
     * @param link the same on the web, at the commit that was read
     */
    public record Citation(
            int number,
            String uri,
            String source,
            @WrittenByOthers Optional<String> heading,
            String lines,
            Optional<String> link) {}

    /**
     * The answer.
     *
     * @param answer with citations such as [1]
     * @param model who answered
     * @param earlierTurns how many earlier questions of the conversation it took into account
     */
    public record ChatAnswer(
            @WrittenByOthers String answer,
            List<Citation> citations,
            Mode mode,
            Optional<String> model,
            Optional<String> note,
            int earlierTurns) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return List.of(Tool.reads("chat_with_context", "chat")
                .title("Answer from the documentation")
                .description("Answers a question about the project from its documentation, with numbered citations. "
                        + "Understands follow-up questions. Without a language model it quotes the best passages "
                        + "(mode extractive). To get the passages themselves, use query_documents.")
                .does(ChatWithContext.class, ChatAnswer.class, answers::answer));
    }
}
