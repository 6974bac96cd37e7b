package io.qubinode.mcp.assistant.chat.assistant;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.chat.ChatConfig;
import io.qubinode.mcp.assistant.chat.ChatModel;
import io.qubinode.mcp.assistant.chat.assistant.AssistantClient.WireAnswer;
import io.qubinode.mcp.assistant.chat.assistant.AssistantClient.WireQuestion;
import io.qubinode.mcp.security.backend.AnswerBounds;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.tool.Awaiting;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import io.qubinode.mcp.security.tool.ClientModel.Request;
import io.qubinode.mcp.security.tool.ClientModel.SamplingMessage;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Qubinode's own AI assistant as the language model. It knows one message only, so rules and talk are told in it. */
@Singleton
@Priority(0)
public final class QubinodeAssistant implements ChatModel {

    private static final String NAME = "qubinode-assistant";
    private static final Duration PROBE = Duration.ofSeconds(3);

    /** Little: answers are to keep to their sources. */
    private static final double TEMPERATURE = 0.2;

    private static final long LARGEST_ANSWER = 1 << 20;

    private final Optional<AssistantClient> client;
    private final Optional<AssistantClient> probe;
    private final Duration patience;

    @Inject
    public QubinodeAssistant(ChatConfig config) {
        patience = config.timeout();
        client = connect(config, patience);
        probe = connect(config, PROBE);
    }

    private static Optional<AssistantClient> connect(ChatConfig config, Duration timeout) {
        return config.assistantUrl().map(address -> QuarkusRestClientBuilder.newBuilder()
                .baseUri(address.uri())
                .connectTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new AnswerBounds(LARGEST_ANSWER, timeout))
                .build(AssistantClient.class));
    }

    @Override
    public Optional<String> name() {
        return client.map(there -> NAME);
    }

    @Override
    public Reply reply(Request request, CallContext call, Consumer<String> pieces) {
        String message = request.systemPrompt() + "\n\n"
                + request.messages().stream().map(SamplingMessage::text).collect(Collectors.joining("\n\n"));
        var question = new WireQuestion(message, Map.of(), request.maxTokens(), TEMPERATURE);
        WireAnswer answer;
        try {
            answer = Awaiting.await(client.orElseThrow().chat(question).subscribeAsCompletionStage(), patience, call);
        } catch (TimeoutException | ExecutionException e) {
            throw AssistantFailure.of(e);
        }
        if (answer == null || answer.response() == null) {
            throw AssistantFailure.nonsense(null);
        }
        pieces.accept(answer.response());
        return new Reply(answer.response(), NAME, false);
    }

    @Override
    public ComponentHealth health() {
        try {
            probe.orElseThrow().health().close();
            return new ComponentHealth(ComponentHealth.State.UP, Optional.empty(), Optional.empty());
        } catch (RuntimeException e) {
            return ComponentHealth.down(AssistantFailure.of(e).error().message());
        }
    }
}
