package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import java.util.Optional;

/** The language model. Safe to use from any thread that may block. */
public interface ChatModel {

    /** Its name; absent when none is configured. */
    Optional<String> name();

    /**
     * What it answers, as it says it.
     *
     * @param rules what it must keep to
     * @param request what it is asked
     * @throws ToolException {@code backend_unavailable}, {@code backend_timeout} or {@code backend_refused}
     */
    String complete(String rules, String request);

    /** Whether it can be asked now. Never throws. */
    ComponentHealth health();
}
