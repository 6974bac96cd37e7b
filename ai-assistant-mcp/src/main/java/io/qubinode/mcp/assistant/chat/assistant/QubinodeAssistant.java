package io.qubinode.mcp.assistant.chat.assistant;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.chat.ChatConfig;
import io.qubinode.mcp.assistant.chat.ChatModel;
import io.qubinode.mcp.assistant.chat.assistant.AssistantClient.WireAnswer;
import io.qubinode.mcp.assistant.chat.assistant.AssistantClient.WireQuestion;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel.Remark;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import io.qubinode.mcp.security.tool.ClientModel.Request;
import io.qubinode.mcp.security.tool.Patience;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
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
                .build(AssistantClient.class));
    }

    @Override
    public Optional<String> name() {
        return client.map(there -> NAME);
    }

    @Override
    public Reply reply(Request request, CallContext call, Consumer<String> pieces) {
        String message = request.rules() + "\n\n"
                + request.talk().stream().map(Remark::text).collect(Collectors.joining("\n\n"));
        var question = new WireQuestion(message, Map.of(), request.maxTokens(), TEMPERATURE);
        WireAnswer answer;
        try {
            answer = Patience.await(client.orElseThrow().chat(question).subscribeAsCompletionStage(), patience, call);
        } catch (TimeoutException e) {
            throw tooLate(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
        if (answer == null || answer.response() == null) {
            throw nonsense(null);
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
            return ComponentHealth.down(failure(e).error().message());
        }
    }

    private static ToolException failure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException web
                    && web.getResponse().getStatus() >= 400) {
                return new ToolException(
                        ErrorCode.BACKEND_REFUSED,
                        "The Qubinode assistant answered with status "
                                + web.getResponse().getStatus() + ".",
                        "Try again, or use query_documents.",
                        e);
            } else if (cause instanceof TimeoutException) {
                return tooLate(e);
            } else if (cause instanceof IOException
                    && !(cause instanceof com.fasterxml.jackson.core.JsonProcessingException)) {
                return new ToolException(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "The Qubinode assistant cannot be reached.",
                        "Use query_documents; an operator must start it or correct AI_SERVICE_URL.",
                        e);
            }
        }
        return nonsense(e);
    }

    private static ToolException tooLate(Throwable e) {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "The Qubinode assistant did not answer in time.",
                "Try again with a smaller max_tokens, or use query_documents.",
                e);
    }

    private static ToolException nonsense(Throwable e) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "What answers at AI_SERVICE_URL is not the Qubinode assistant.",
                "Use query_documents; an operator must correct AI_SERVICE_URL.",
                e);
    }
}
