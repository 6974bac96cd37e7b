package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the configured language model answer from the sources. */
final class ModelAnswer implements Answerer {

    private final ChatModel model;

    ModelAnswer(ChatModel model) {
        this.model = model;
    }

    @Override
    public ChatAnswer answer(Question question, CallContext call) {
        var progress = new AnswerProgress(call);
        progress.step("Asking " + model.name().orElseThrow() + " with "
                + question.sources().size() + " sources");
        Reply reply = model.reply(new Prompt(question, Marks.random()).request(), call, progress::piece);
        return checked(question, reply, Mode.MODEL);
    }

    /**
     * What a model has said, made fit to be shown.
     *
     * @throws ToolException {@code backend_refused} when it has said nothing
     */
    static ChatAnswer checked(Question question, Reply reply, Mode mode) {
        var said = new SaidText(reply.text(), question.maxTokens());
        if (said.text().isEmpty()) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The language model answered nothing.",
                    "Ask in other words, or use query_documents.");
        }
        var citations = new Citations(said.text(), question.sources());
        return new ChatAnswer(
                // Once more: a picture's description may have been a citation that is gone.
                HarmlessMarkdown.of(citations.text()),
                citations.list(),
                mode,
                Optional.of(reply.model()),
                note(question, reply.cut() || said.cut(), citations),
                question.earlier().turns().size());
    }

    private static Optional<String> note(Question question, boolean cut, Citations citations) {
        List<String> sentences = new ArrayList<>();
        if (!citations.any()) {
            sentences.add("The model cites nothing; the citations are what it was given.");
        }
        if (citations.removed() > 0) {
            sentences.add("Citations of sources that do not exist were taken out: " + citations.removed() + ".");
        }
        if (cut) {
            sentences.add("The answer is cut; a larger max_tokens gives more.");
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }
}
