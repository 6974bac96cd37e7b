package io.qubinode.mcp.assistant.document.git;

import java.io.IOException;

/** A repository cannot be brought to its newest commit; its message is the rest of a sentence about it, without credentials. */
final class PullFailed extends IOException {

    private static final long serialVersionUID = 1L;

    PullFailed(String reason, Throwable cause) {
        super(reason, cause);
    }
}
