package io.qubinode.mcp.security.core;

import java.util.Locale;

/** The closed list of what can go wrong with a call, each with its status at the REST door. */
public enum ErrorCode {
    /** An argument is missing, unknown, of the wrong type or out of bounds. */
    INVALID_ARGUMENT(400),
    /** No credential, or one that is not valid. */
    UNAUTHENTICATED(401),
    DENIED(403),
    /** No such tool, or the thing that the arguments name does not exist. */
    NOT_FOUND(404),
    /** The path is there, but not for this HTTP method. */
    METHOD_NOT_ALLOWED(405),
    /** The client accepts none of the kinds of answers. */
    NOT_ACCEPTABLE(406),
    /** The thing to be made exists already. */
    ALREADY_EXISTS(409),
    /** The thing is not in a state that allows this. */
    WRONG_STATE(409),
    /** The idempotency key belongs to another call. */
    KEY_REUSED(422),
    TOO_SLOW(408),
    /** The request body is larger than the server takes. */
    TOO_LARGE(413),
    THROTTLED(429),
    /** The caller gave up; nobody reads this answer. */
    CANCELLED(499),
    INTERNAL(500),
    /** The backend understood and said no, or answered something that makes no sense. */
    BACKEND_REFUSED(502),
    BACKEND_UNAVAILABLE(503),
    DISABLED(503),
    STOPPING(503),
    /** A changing call cannot be written to the audit trail, so it is not carried out. */
    AUDIT_UNAVAILABLE(503),
    BACKEND_TIMEOUT(504);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Whether the backend may answer again in a moment, so that waiting for something there need not end. */
    public boolean isTransient() {
        return this == BACKEND_TIMEOUT || this == BACKEND_UNAVAILABLE;
    }

    /** The stable code that a program compares: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
