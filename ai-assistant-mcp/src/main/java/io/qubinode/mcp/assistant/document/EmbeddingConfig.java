package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.assistant.address.HttpAddress;
import java.util.Optional;

/** The service that knows what texts mean: {@code ai_assistant.documents.embedding}. Without an address and a name our own models do. */
public interface EmbeddingConfig {

    /** The address of an OpenAI-compatible API, for example {@code http://localhost:11434/v1}. */
    Optional<HttpAddress> url();

    /** The model's name there. */
    Optional<String> name();

    /** The key to send; many local servers need none. */
    Optional<String> apiKey();
}
