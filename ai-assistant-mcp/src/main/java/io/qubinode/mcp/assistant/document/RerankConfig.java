package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.assistant.address.HttpAddress;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The service that looks at the best passages once more: {@code ai_assistant.documents.rerank}. Nobody does without an address. */
public interface RerankConfig {

    /** The address of a {@code /rerank} endpoint, or what stands before it, for example {@code http://localhost:8012/v1}. */
    Optional<HttpAddress> url();

    /** The model's name there; many servers have only one. */
    Optional<String> name();

    /** The key to send; many local servers need none. */
    Optional<String> apiKey();

    /** How long a search waits for it; then the passages stay in their first order. */
    @WithDefault("2s")
    Duration timeout();
}
