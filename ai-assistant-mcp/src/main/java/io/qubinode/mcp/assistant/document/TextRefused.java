package io.qubinode.mcp.assistant.document;

/** The models do not accept this text, as one that is too long for them; they may take others. */
public final class TextRefused extends EmbeddingUnavailable {

    private static final long serialVersionUID = 1L;

    private final boolean isCertain;

    public TextRefused(String reason, Throwable cause) {
        this(reason, cause, true);
    }

    private TextRefused(String reason, Throwable cause, boolean isCertain) {
        super(reason, cause);
        this.isCertain = isCertain;
    }

    /** What would be said of any text too when the models are in trouble. */
    public static TextRefused perhaps(String reason, Throwable cause) {
        return new TextRefused(reason, cause, false);
    }

    public boolean isCertain() {
        return isCertain;
    }
}
