package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.Mode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import java.time.Duration;

/** Has the client's own language model answer from the sources; quotes them when it does not. */
final class SampledAnswer implements Answerer {

    private final ClientModel model;
    private final Duration patience;

    SampledAnswer(ClientModel model, Duration patience) {
        this.model = model;
        this.patience = patience;
    }

    @Override
    public ChatAnswer answer(Question question, CallContext call) {
        new AnswerProgress(call)
                .step("Asking the client's model with " + question.sources().size() + " sources");
        try {
            var request = new Prompt(question, Marks.random()).request();
            return ModelAnswer.checked(question, model.ask(request, patience, call), Mode.SAMPLING);
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return new ExtractiveAnswer(e.error().message() + " So this quotes the documentation word for word.")
                    .answer(question, call);
        }
    }
}
