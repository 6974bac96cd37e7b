package io.qubinode.mcp.assistant.document.reading;

/** A document cannot be read; its message says why in a few words, without a path of this machine. */
public final class UnreadableDocument extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean forNow;

    public UnreadableDocument(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    private UnreadableDocument(String reason, Throwable cause, boolean forNow) {
        super(reason, cause);
        this.forNow = forNow;
    }

    static UnreadableDocument forNow(String reason, Throwable cause) {
        return new UnreadableDocument(reason, cause, true);
    }

    /** Whether it may be readable later though its content stays what it is. */
    public boolean isForNow() {
        return forNow;
    }
}
