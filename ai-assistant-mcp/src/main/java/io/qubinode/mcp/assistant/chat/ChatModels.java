package io.qubinode.mcp.assistant.chat;

import io.quarkus.arc.All;
import io.qubinode.mcp.security.health.ComponentHealth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The configured language model: of the kinds that there are, the one of highest priority that is configured. */
@Singleton
public final class ChatModels {

    private static final ComponentHealth NOT_CONFIGURED = new ComponentHealth(
            ComponentHealth.State.NOT_CONFIGURED,
            Optional.empty(),
            Optional.of("Answers come from the client's own model where it lends one, and quote the documentation"
                    + " otherwise; AI_MODEL_URL and AI_MODEL_NAME, or AI_SERVICE_URL, configure one."));

    private final Optional<ChatModel> configured;

    @Inject
    ChatModels(@All List<ChatModel> kinds) {
        configured = kinds.stream().filter(model -> model.name().isPresent()).findFirst();
    }

    /** The one that answers; empty when none is configured. */
    public Optional<ChatModel> configured() {
        return configured;
    }

    /** Its name. */
    public Optional<String> name() {
        return configured.flatMap(ChatModel::name);
    }

    /** Whether it can be asked now. Never throws. */
    public ComponentHealth health() {
        return configured.map(ChatModel::health).orElse(NOT_CONFIGURED);
    }
}
