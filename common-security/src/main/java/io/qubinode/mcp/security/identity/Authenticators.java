package io.qubinode.mcp.security.identity;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configured ways to prove an identity.
 *
 * @param inOrder the first that succeeds wins
 */
public record Authenticators(List<Authenticator> inOrder) {

    public Authenticators {
        inOrder = List.copyOf(inOrder);
    }

    /** The caller that any credential of the request proves; empty when none does. */
    public Optional<Caller> authenticate(HttpServerRequest request) {
        return inOrder.stream()
                .flatMap(authenticator -> authenticator.authenticate(request).stream())
                .findFirst();
    }

    /** The value of {@code WWW-Authenticate} that goes with a 401. */
    public String challenges() {
        return inOrder.stream().map(Authenticator::challenge).collect(Collectors.joining(", "));
    }
}
