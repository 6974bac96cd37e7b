package io.qubinode.mcp.assistant.document;

import java.io.IOException;

/** The models that know what texts mean cannot be asked; its message is the rest of a sentence about them. */
public class EmbeddingUnavailable extends IOException {

    private static final long serialVersionUID = 1L;

    public EmbeddingUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
