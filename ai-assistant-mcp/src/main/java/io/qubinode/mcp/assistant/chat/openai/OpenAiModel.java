package io.qubinode.mcp.assistant.chat.openai;

import dev.langchain4j.model.openai.internal.chat.AssistantMessage;
import dev.langchain4j.model.openai.internal.chat.ChatCompletionRequest;
import dev.langchain4j.model.openai.internal.chat.Message;
import dev.langchain4j.model.openai.internal.chat.SystemMessage;
import dev.langchain4j.model.openai.internal.chat.UserMessage;
import io.quarkiverse.langchain4j.openai.common.OpenAiRestApi;
import io.quarkiverse.langchain4j.openai.common.OpenAiRestApi.ApiMetadata;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.address.HttpAddress;
import io.qubinode.mcp.assistant.chat.ChatModel;
import io.qubinode.mcp.assistant.chat.ChatModelConfig;
import io.qubinode.mcp.security.backend.AnswerBounds;
import io.qubinode.mcp.security.backend.EventStreamBounds;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.tool.Awaiting;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import io.qubinode.mcp.security.tool.ClientModel.Request;
import io.qubinode.mcp.security.tool.ClientModel.Role;
import io.qubinode.mcp.security.tool.ClientModel.SamplingMessage;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A language model behind OpenAI's API: OpenAI's own, Ollama, llama.cpp, vLLM and others. Asked through Quarkus LangChain4j's
 * REST client rather than LangChain4j's streaming model, which in version 1.6 cannot be told to stop.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming chat completions</a>
 */
@Singleton
@Priority(1)
public final class OpenAiModel implements ChatModel {

    /** For the question whether it is there; a health check must not take longer. */
    private static final Duration PROBE = Duration.ofSeconds(3);

    // Each token comes as an event of some 300 bytes; OpenAI's list of models has some 20 kB.
    private static final long LARGEST_ANSWER = 8 << 20;

    private final Optional<Connection> connection;
    private final Duration patience;
    // Newer models of OpenAI refuse max_tokens, and most other servers know nothing else.
    private volatile boolean completionTokens;

    private record Connection(
            String name, OpenAiRestApi api, ApiMetadata key, ModelsClient models, String authorization) {}

    @Inject
    public OpenAiModel(ChatModelConfig config) {
        patience = config.timeout();
        connection = config.url().map(HttpAddress::uri).flatMap(uri -> config.name()
                .map(name -> connect(uri, name, config)));
    }

    private static Connection connect(URI uri, String name, ChatModelConfig config) {
        // Local servers take any key, but the client insists on one.
        String key = config.apiKey().orElse("none");
        var api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(uri)
                .connectTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new EventStreamBounds(LARGEST_ANSWER, config.timeout()))
                .register(RefusedRequest.Mapper.class)
                .build(OpenAiRestApi.class);
        var models = QuarkusRestClientBuilder.newBuilder()
                .baseUri(uri)
                .connectTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new AnswerBounds(LARGEST_ANSWER, PROBE))
                .build(ModelsClient.class);
        return new Connection(name, api, ApiMetadata.builder().openAiApiKey(key).build(), models, "Bearer " + key);
    }

    @Override
    public Optional<String> name() {
        return connection.map(Connection::name);
    }

    @Override
    public Reply reply(Request request, CallContext call, Consumer<String> pieces) {
        Connection to = connection.orElseThrow();
        boolean completion = completionTokens;
        try {
            return answered(to, body(to.name(), request, completion), call, pieces);
        } catch (ToolException e) {
            if (completion || !RefusedRequest.wantsCompletionTokens(e)) {
                throw e;
            }
        }
        Reply reply = answered(to, body(to.name(), request, true), call, pieces);
        completionTokens = true;
        return reply;
    }

    private Reply answered(Connection to, ChatCompletionRequest request, CallContext call, Consumer<String> pieces) {
        var answer = new StreamedAnswer(to.name(), pieces);
        var stream = to.api()
                .streamingChatCompletion(request, to.key())
                .invoke(answer::add)
                .collect()
                .last()
                .map(last -> answer.whole())
                .subscribeAsCompletionStage();
        try {
            return Awaiting.await(stream, patience, call);
        } catch (TimeoutException | ExecutionException e) {
            throw ModelFailure.of(e);
        }
    }

    private static ChatCompletionRequest body(String model, Request request, boolean completionTokens) {
        var messages = new ArrayList<Message>(List.of(SystemMessage.from(request.systemPrompt())));
        request.messages().forEach(message -> messages.add(message(message)));
        var body = ChatCompletionRequest.builder().model(model).messages(messages).stream(true);
        return (completionTokens ? body.maxCompletionTokens(request.maxTokens()) : body.maxTokens(request.maxTokens()))
                .build();
    }

    private static Message message(SamplingMessage message) {
        return message.role() == Role.USER ? UserMessage.from(message.text()) : AssistantMessage.from(message.text());
    }

    @Override
    public ComponentHealth health() {
        Connection to = connection.orElseThrow();
        try {
            to.models().models(to.authorization()).close();
            return new ComponentHealth(ComponentHealth.State.UP, Optional.empty(), Optional.empty());
        } catch (RuntimeException e) {
            return ComponentHealth.down(ModelFailure.of(e).error().message());
        }
    }
}
