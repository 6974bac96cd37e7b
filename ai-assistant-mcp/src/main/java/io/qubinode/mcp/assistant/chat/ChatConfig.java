package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.address.HttpAddress;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How answers are made: {@code ai_assistant.chat}. */
public interface ChatConfig {

    /** The address of Qubinode's own AI assistant, which answers when no {@code ai_assistant.model} is configured. */
    Optional<HttpAddress> assistantUrl();

    /** How long an answer of that assistant, or of the client's own model, may take. */
    @WithDefault("60s")
    Duration timeout();

    /** How much a model is given to read. */
    @WithDefault("16000")
    PromptSize promptCharacters();

    /** After how long without a question a conversation is forgotten. */
    @WithDefault("30m")
    Duration memory();
}
