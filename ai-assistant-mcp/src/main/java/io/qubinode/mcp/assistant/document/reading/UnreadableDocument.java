package io.qubinode.mcp.assistant.document.reading;

/** A document cannot be read; its message says why in a few words, without a path of this machine. */
public final class UnreadableDocument extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableDocument(String reason, Throwable cause) {
        super(reason, cause);
    }
}
