package io.qubinode.mcp.security.identity;

import io.qubinode.mcp.security.permission.Permission;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * One API key, in {@code X-API-Key} or {@code Authorization: Bearer}. Only its hash is kept in memory; hashes of equal length
 * are compared in constant time, so that neither length nor prefix of the key can be learned.
 */
public final class ApiKeyAuthenticator implements Authenticator {

    /** The fewest characters that a key may have: 128 bits, were it hexadecimal. */
    public static final int MINIMUM_LENGTH = 32;

    private static final String BEARER = "Bearer ";

    private final byte[] keyHash;
    private final Caller caller;

    /**
     * The key of one client.
     *
     * @param key the key
     * @param client the id of who holds it
     * @param role the highest permission that it gives
     */
    public ApiKeyAuthenticator(String key, String client, Permission role) {
        keyHash = sha256(key);
        caller = new Caller(client, method(), role);
    }

    @Override
    public String method() {
        return "api_key";
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"qubinode-mcp\"";
    }

    @Override
    public Optional<Caller> authenticate(HttpServerRequest request) {
        return credential(request)
                .filter(key -> MessageDigest.isEqual(keyHash, sha256(key)))
                .map(key -> caller);
    }

    private static Optional<String> credential(HttpServerRequest request) {
        String key = request.getHeader("X-API-Key");
        if (key != null) {
            return Optional.of(key);
        }
        // The scheme's name is case-insensitive: https://www.rfc-editor.org/rfc/rfc9110#section-11.1
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
