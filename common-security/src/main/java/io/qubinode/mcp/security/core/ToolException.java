package io.qubinode.mcp.security.core;

import static java.util.Objects.requireNonNull;

/** Carries a {@link ToolError} from where the fact is known to the pipeline. The cause stays inside the process. */
public final class ToolException extends RuntimeException {

    private final transient ToolError error;

    public ToolException(ToolError error) {
        this(error, null);
    }

    public ToolException(ToolError error, Throwable cause) {
        super(error.text(), cause);
        this.error = requireNonNull(error);
    }

    public ToolException(ErrorCode code, String message, String hint) {
        this(new ToolError(code, message, hint));
    }

    public ToolException(ErrorCode code, String message, String hint, Throwable cause) {
        this(new ToolError(code, message, hint), cause);
    }

    private static final ToolError CANCELLED =
            new ToolError(ErrorCode.CANCELLED, "The caller cancelled this call.", "");

    /** The end of a call whose caller has given up. It did nothing, or what it did is taken back. */
    public static ToolException cancelled() {
        return new ToolException(CANCELLED);
    }

    /**
     * The end of a call whose caller has given up after it did something that stays.
     *
     * @param done what, in one sentence
     * @param hint how the caller can look at it
     */
    public static ToolException cancelledAfter(String done, String hint) {
        return new ToolException(ErrorCode.CANCELLED, "The caller cancelled this call. " + done, hint);
    }

    /** Whether this is the end of a call that {@link #cancelled} and left nothing behind. */
    public static boolean leftNothing(ToolError error) {
        return error.equals(CANCELLED);
    }

    public ToolError error() {
        return error;
    }
}
