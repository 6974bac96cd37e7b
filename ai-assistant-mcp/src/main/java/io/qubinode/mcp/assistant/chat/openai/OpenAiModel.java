package io.qubinode.mcp.assistant.chat.openai;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.address.HttpAddress;
import io.qubinode.mcp.assistant.chat.ChatModel;
import io.qubinode.mcp.assistant.chat.ChatModelConfig;
import io.qubinode.mcp.security.health.ComponentHealth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A language model behind OpenAI's API: OpenAI's own, Ollama, llama.cpp, vLLM and others. */
@Singleton
public final class OpenAiModel implements ChatModel {

    /** For the question whether it is there; a health check must not take longer. */
    private static final Duration PROBE = Duration.ofSeconds(3);

    private static final ComponentHealth NOT_CONFIGURED = new ComponentHealth(
            ComponentHealth.State.NOT_CONFIGURED,
            Optional.empty(),
            Optional.of("Answers quote the documentation; AI_MODEL_URL and AI_MODEL_NAME configure a language model."));

    private final Optional<Connection> connection;

    private record Connection(String name, OpenAiChatModel chat, ModelsClient models, String authorization) {}

    @Inject
    public OpenAiModel(ChatModelConfig config) {
        connection = config.url().map(HttpAddress::uri).flatMap(uri -> config.name()
                .map(name -> connect(config, uri, name)));
    }

    private static Connection connect(ChatModelConfig config, URI uri, String name) {
        // Local servers take any key, but the client insists on one.
        String key = config.apiKey().orElse("none");
        var chat = OpenAiChatModel.builder()
                .baseUrl(uri.toString())
                .apiKey(key)
                .modelName(name)
                .timeout(config.timeout())
                .maxRetries(0)
                .build();
        var models = QuarkusRestClientBuilder.newBuilder()
                .baseUri(uri)
                .connectTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .build(ModelsClient.class);
        return new Connection(name, chat, models, "Bearer " + key);
    }

    @Override
    public Optional<String> name() {
        return connection.map(Connection::name);
    }

    @Override
    public String complete(String rules, String request) {
        try {
            String text = connection
                    .orElseThrow()
                    .chat()
                    .chat(SystemMessage.from(rules), UserMessage.from(request))
                    .aiMessage()
                    .text();
            return text == null ? "" : text;
        } catch (RuntimeException e) {
            throw ModelFailure.of(e);
        }
    }

    @Override
    public ComponentHealth health() {
        if (connection.isEmpty()) {
            return NOT_CONFIGURED;
        }
        try {
            connection.get().models().models(connection.get().authorization()).close();
            return new ComponentHealth(ComponentHealth.State.UP, Optional.empty(), Optional.empty());
        } catch (RuntimeException e) {
            return ComponentHealth.down(ModelFailure.of(e).error().message());
        }
    }
}
