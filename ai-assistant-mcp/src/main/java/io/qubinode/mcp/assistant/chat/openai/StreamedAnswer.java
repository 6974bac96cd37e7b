package io.qubinode.mcp.assistant.chat.openai;

import dev.langchain4j.model.openai.internal.chat.ChatCompletionChoice;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionResponse;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import java.util.function.Consumer;

/** Puts an answer together from the pieces in which it comes, one after the other. */
final class StreamedAnswer {

    /** As the API says that an answer has reached {@code max_tokens}. */
    private static final String CUT = "length";

    private final String model;
    private final Consumer<String> pieces;
    private final StringBuilder text = new StringBuilder();
    private boolean begun;
    private String finishReason;

    StreamedAnswer(String model, Consumer<String> pieces) {
        this.model = model;
        this.pieces = pieces;
    }

    void add(ChatCompletionResponse chunk) {
        if (chunk.choices() == null || chunk.choices().isEmpty()) {
            // Usage and timings come without any.
            return;
        }
        begun = true;
        ChatCompletionChoice choice = chunk.choices().getFirst();
        String piece = choice.delta() == null ? null : choice.delta().content();
        if (piece != null && !piece.isEmpty()) {
            text.append(piece);
            pieces.accept(piece);
        }
        if (choice.finishReason() != null) {
            finishReason = choice.finishReason();
        }
    }

    /**
     * The answer, when the stream has ended.
     *
     * @throws ToolException {@code backend_refused} when there was none, {@code backend_unavailable} when its end is missing
     */
    Reply whole() {
        if (!begun) {
            throw ModelFailure.nonsense(null);
        } else if (finishReason == null) {
            throw ModelFailure.brokenOff(null);
        }
        return new Reply(text.toString(), model, CUT.equals(finishReason));
    }
}
