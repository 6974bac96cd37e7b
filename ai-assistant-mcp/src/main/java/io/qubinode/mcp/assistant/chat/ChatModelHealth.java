package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Whether the language model can be asked. */
@Singleton
final class ChatModelHealth implements HealthProbe {

    private final ChatModels models;

    @Inject
    ChatModelHealth(ChatModels models) {
        this.models = models;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public ComponentHealth check() {
        return models.health();
    }
}
