package io.qubinode.mcp.security.redis;

import io.lettuce.core.RedisURI;
import java.net.URI;

/**
 * The address of a Redis: {@code redis://user:password@host:6379/0}, or {@code rediss://…} by TLS.
 *
 * @see <a href="https://www.iana.org/assignments/uri-schemes/prov/redis">The scheme redis</a>
 */
public final class RedisUrl {

    private static final String ALLOWED =
            "not an address such as redis://user:password@host:6379/0, or rediss:// for TLS";

    private final RedisURI uri;

    private RedisUrl(RedisURI uri) {
        this.uri = uri;
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; its message holds nothing of the text
     */
    public static RedisUrl of(String text) {
        URI address;
        try {
            address = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            // Its message quotes the text, and with it the password.
            throw new IllegalArgumentException(ALLOWED);
        }
        boolean redis = "redis".equals(address.getScheme()) || "rediss".equals(address.getScheme());
        boolean plain = address.getQuery() == null && address.getFragment() == null;
        if (!redis || !plain || address.getHost() == null || !address.getPath().matches("(/\\d{0,5})?")) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return new RedisUrl(RedisURI.create(address));
    }

    /** A copy that the client library may change. */
    RedisURI uri() {
        return RedisURI.builder(uri).build();
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return (uri.isSsl() ? "rediss://" : "redis://") + uri.getHost() + ":" + uri.getPort();
    }
}
