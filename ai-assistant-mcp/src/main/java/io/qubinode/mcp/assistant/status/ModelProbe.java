package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.chat.ChatModels;
import io.qubinode.mcp.security.health.ComponentHealth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** How the language model is. */
@Singleton
final class ModelProbe implements ComponentProbe {

    private final ChatModels models;

    @Inject
    ModelProbe(ChatModels models) {
        this.models = models;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public List<Component> look() {
        ComponentHealth health = models.health();
        return List.of(new Component(
                name(),
                switch (health.state()) {
                    case UP -> Component.State.UP;
                    case DOWN -> Component.State.DOWN;
                    case NOT_CONFIGURED -> Component.State.NOT_CONFIGURED;
                },
                health.version(),
                Optional.empty(),
                models.name(),
                health.problem(),
                health.state() == ComponentHealth.State.DOWN
                        ? Optional.of("chat_with_context fails until then; query_documents works.")
                        : Optional.empty()));
    }
}
