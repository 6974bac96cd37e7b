package io.qubinode.mcp.security.identity;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

public final class Credentials {

    private static final String BEARER = "Bearer ";

    private Credentials() {}

    /** The token of {@code Authorization: Bearer}; empty when there is none. */
    public static Optional<String> bearer(HttpServerRequest request) {
        // The scheme's name is case-insensitive: https://www.rfc-editor.org/rfc/rfc9110#section-11.1
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }
}
