package io.qubinode.mcp.assistant.document.ingestion;

import java.io.IOException;

/** Another process writes to the store; this one can read what that one commits before. */
public final class StoreInUse extends IOException {

    private static final long serialVersionUID = 1L;

    public StoreInUse(Throwable cause) {
        super(cause);
    }
}
