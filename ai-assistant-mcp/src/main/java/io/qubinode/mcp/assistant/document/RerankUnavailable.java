package io.qubinode.mcp.assistant.document;

import java.io.IOException;

/** The reranking service cannot be asked; its message is the rest of a sentence about it. */
public final class RerankUnavailable extends IOException {

    private static final long serialVersionUID = 1L;

    public RerankUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
