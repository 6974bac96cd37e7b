package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.ChatAnswer;
import io.qubinode.mcp.assistant.chat.ChatTools.ChatWithContext;
import io.qubinode.mcp.assistant.chat.Retrieval.Found;
import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.security.tool.CallContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers a question of a conversation: recalls it, looks up the documentation, has it answered, remembers it. */
@Singleton
final class ChatAnswers {

    private static final int MOST_TURNS_TOLD = 6;

    /** The share of earlier turns in what a model is given to read. */
    private static final int PART_OF_EARLIER = 4;

    private static final int LONGEST_REMEMBERED = 2_000;

    private final Retrieval retrieval;
    private final ChatModels models;
    private final ConversationMemory memory;
    private final ChatConfig config;

    @Inject
    ChatAnswers(DocumentSearch documents, ChatModels models, ConversationMemory memory, ChatConfig config) {
        this.retrieval = new Retrieval(documents);
        this.models = models;
        this.memory = memory;
        this.config = config;
    }

    ChatAnswer answer(ChatWithContext input, CallContext call) {
        Optional<String> session = session(input, call);
        Conversation earlier =
                session.map(name -> memory.recall(call.callerId(), name)).orElse(Conversation.NEW);
        Found found = retrieval.find(input.message(), input.context().filter(text -> !text.isBlank()), earlier);
        call.checkCancelled();
        ChatAnswer answer = answerer(call).answer(question(input, earlier, found), call);
        session.ifPresent(name -> memory.remember(call.callerId(), name, earlier, turn(input, found, answer)));
        return answer;
    }

    /** Conversations by name are the client's wherever it asks; without a name each MCP session is one. */
    private static Optional<String> session(ChatWithContext input, CallContext call) {
        return input.sessionId().or(() -> call.session().map(id -> "mcp " + id));
    }

    private Answerer answerer(CallContext call) {
        return models.configured()
                .<Answerer>map(ModelAnswer::new)
                .or(() -> call.clientModel().map(model -> new SampledAnswer(model, config.timeout())))
                .orElseGet(() -> new ExtractiveAnswer(ExtractiveAnswer.NO_MODEL));
    }

    private Question question(ChatWithContext input, Conversation earlier, Found found) {
        int most = config.promptCharacters().characters();
        Conversation told = earlier.newest(MOST_TURNS_TOLD, most / PART_OF_EARLIER);
        int used = told.turns().stream().mapToInt(Turn::characters).sum();
        var passages =
                found.findings().passages().stream().map(RankedPassage::passage).toList();
        return new Question(
                input.message(),
                situation(input),
                told,
                SourceFit.fitting(passages, input.message(), most - used),
                input.maxTokens());
    }

    private static Optional<String> situation(ChatWithContext input) {
        String told = Stream.of(
                        input.environment().map(text -> "Environment: " + text),
                        input.userRole().map(text -> "The user's role: " + text),
                        input.context())
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"));
        return Optional.of(told).filter(text -> !text.isEmpty());
    }

    private static Turn turn(ChatWithContext input, Found found, ChatAnswer answer) {
        String said = Citations.without(answer.answer());
        return new Turn(
                input.message(), said.substring(0, Math.min(said.length(), LONGEST_REMEMBERED)), found.subject());
    }
}
