package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.address.HttpAddress;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The language model that answers: {@code ai_assistant.model}. Without an address and a name there is none. */
public interface ChatModelConfig {

    /** The address of an OpenAI-compatible API, for example {@code http://localhost:11434/v1}. */
    Optional<HttpAddress> url();

    /** The model's name there. */
    Optional<String> name();

    /** The key to send; many local servers need none. */
    Optional<String> apiKey();

    /** How long an answer may take. */
    @WithDefault("60s")
    Duration timeout();
}
