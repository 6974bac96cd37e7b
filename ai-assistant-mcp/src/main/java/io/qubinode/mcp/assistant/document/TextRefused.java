package io.qubinode.mcp.assistant.document;

/** The models do not accept this text, as one that is too long for them; they may take others. */
public final class TextRefused extends EmbeddingUnavailable {

    private static final long serialVersionUID = 1L;

    public TextRefused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
