package io.qubinode.mcp.security.identity;

import io.qubinode.mcp.security.core.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

    public Optional<Caller> authenticate(HttpServerRequest request) {
        return first(authenticator -> authenticator.authenticate(request));
    }

    public boolean mayBlock(HttpServerRequest request) {
        for (Authenticator authenticator : inOrder) {
            if (authenticator.mayBlock(request)) {
                return true;
            }
        }
        return false;
    }

    /** The value of {@code WWW-Authenticate} that goes with a 401, which must have one: each scheme once, with all that is said. */
    public String challenges(HttpServerRequest refused) {
        List<String> all = inOrder.stream()
                .map(each -> each.challenge(refused))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        return all.stream()
                .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && other.startsWith(one)))
                .collect(Collectors.joining(", "));
    }

    public String advice() {
        return inOrder.stream().map(Authenticator::advice).collect(Collectors.joining(" Or: "));
    }

    public Optional<ProtectedResource> protectedResource() {
        return first(Authenticator::protectedResource);
    }

    /** Not by a stream: every request comes by here, more than once. */
    private <T> Optional<T> first(Function<Authenticator, Optional<T>> answer) {
        for (Authenticator authenticator : inOrder) {
            Optional<T> given = answer.apply(authenticator);
            if (given.isPresent()) {
                return given;
            }
        }
        return Optional.empty();
    }

    public List<X509Certificate> authorities() {
        return inOrder.stream()
                .flatMap(authenticator -> authenticator.authorities().stream())
                .toList();
    }

    public void refresh() {
        inOrder.forEach(Authenticator::refresh);
    }

    public Optional<String> problem() {
        return inOrder.stream()
                .flatMap(authenticator -> authenticator.problem().stream())
                .reduce((one, other) -> one + "; " + other);
    }
}
