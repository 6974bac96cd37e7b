package io.qubinode.mcp.security.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One error, in the words that the caller sees.
 *
 * @param code what a program compares
 * @param message one sentence that a person understands; no path, secret or stack trace
 * @param hint what to do next; empty where there is nothing to do
 * @param retryAfter when a repeat makes sense, for {@link ErrorCode#THROTTLED}
 */
public record ToolError(ErrorCode code, String message, String hint, Optional<Duration> retryAfter) {

    public ToolError {
        requireNonNull(code);
        requireNonNull(message);
        requireNonNull(hint);
        requireNonNull(retryAfter);
    }

    /** An error that waiting does not resolve. */
    public ToolError(ErrorCode code, String message, String hint) {
        this(code, message, hint, Optional.empty());
    }

    /**
     * Too much at once.
     *
     * @param message what of
     * @param advice what to do beside waiting; may be empty
     * @param wait until a repeat makes sense; told in whole seconds, rounded up
     */
    public static ToolError throttled(String message, String advice, Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        String hint = "Call again in " + seconds + (seconds == 1 ? " second." : " seconds.");
        return new ToolError(
                ErrorCode.THROTTLED,
                message,
                advice.isEmpty() ? hint : hint + " " + advice,
                Optional.of(Duration.ofSeconds(seconds)));
    }

    public ToolError masked(UnaryOperator<String> mask) {
        return new ToolError(code, mask.apply(message), mask.apply(hint), retryAfter);
    }

    /** The error as text for a language model: the code first, then the sentence and the next step. */
    public String text() {
        return code.key() + ": " + message + (hint.isEmpty() ? "" : " " + hint);
    }
}
