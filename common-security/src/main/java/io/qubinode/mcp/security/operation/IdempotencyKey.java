package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.regex.Pattern;

/**
 * By what a call is known again that its client, or a proxy, sends once more.
 *
 * @param text unique among the calls of its caller
 * @param isGiven whether the client made it for this purpose, so that it holds beyond its connection
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP header field</a>
 */
public record IdempotencyKey(String text, boolean isGiven) {

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * A key that a client gave.
     *
     * @throws ToolException {@code invalid_argument} when it is not 1 to 255 printable ASCII characters
     */
    public static IdempotencyKey given(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The idempotency key is not valid: it must have 1 to 255 printable ASCII characters and no spaces.",
                    "Send one that is unique to the call, such as a UUID.");
        }
        return new IdempotencyKey(text, true);
    }

    /** That of a JSON-RPC request, which has an id that no other request of its session may have. */
    public static IdempotencyKey ofSession(String session, Object id) {
        String kind = id instanceof Number ? "number" : "text";
        return new IdempotencyKey(session + ' ' + kind + ' ' + id, false);
    }
}
