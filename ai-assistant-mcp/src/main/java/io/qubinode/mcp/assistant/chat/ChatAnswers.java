package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.ChatWithContext;
import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.Search;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Looks up what the documentation says, and has it answered by the model, or quoted where there is none. */
@Singleton
final class ChatAnswers {

    private static final int SOURCES = 6;

    /** The end of a context is what is talked about now. */
    private static final int CONTEXT_IN_SEARCH = 500;

    private final DocumentSearch documents;
    private final Answerer answerer;

    @Inject
    ChatAnswers(DocumentSearch documents, ChatModel model) {
        this.documents = documents;
        this.answerer = model.name().isPresent() ? new ModelAnswer(model) : new ExtractiveAnswer();
    }

    ChatAnswer answer(ChatWithContext input) {
        Optional<String> context = input.context().filter(text -> !text.isBlank());
        return answerer.answer(new Question(input.message(), context, look(input.message(), context)));
    }

    /** A question such as "and how do I undo it?" finds nothing without what "it" is. */
    private Findings look(String message, Optional<String> context) {
        Findings alone = documents.findings(Search.everywhere(message, SOURCES));
        if (alone.confident() || context.isEmpty()) {
            return alone;
        }
        String about = context.get();
        String end = about.substring(Math.max(0, about.length() - CONTEXT_IN_SEARCH));
        Findings together = documents.findings(Search.everywhere(message + "\n" + end, SOURCES));
        return together.confident() ? together : alone;
    }
}
