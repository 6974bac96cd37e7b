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

    /** The end of a call whose caller has given up. */
    public static ToolException cancelled() {
        return new ToolException(ErrorCode.CANCELLED, "The caller cancelled this call.", "");
    }

    public ToolError error() {
        return error;
    }
}
