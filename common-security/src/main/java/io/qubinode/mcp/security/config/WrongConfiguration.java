package io.qubinode.mcp.security.config;

/** A setting is wrong. The message is one line that names key, value and what is allowed. */
public final class WrongConfiguration extends RuntimeException {

    public WrongConfiguration(String message) {
        super(message);
    }

    public WrongConfiguration(String message, Throwable cause) {
        super(message, cause);
    }
}
