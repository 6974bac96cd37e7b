package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.health.HealthProbe;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Whether the language model can be asked. */
@Singleton
final class ChatModelHealth implements HealthProbe {

    private final ChatModel model;

    @Inject
    ChatModelHealth(ChatModel model) {
        this.model = model;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public ComponentHealth check() {
        return model.health();
    }
}
