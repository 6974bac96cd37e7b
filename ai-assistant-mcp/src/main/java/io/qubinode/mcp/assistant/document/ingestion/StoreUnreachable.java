package io.qubinode.mcp.assistant.document.ingestion;

import java.io.IOException;

/** The shared store does not answer; its message says why, without address or credential. */
public final class StoreUnreachable extends IOException {

    private static final long serialVersionUID = 1L;

    public StoreUnreachable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
