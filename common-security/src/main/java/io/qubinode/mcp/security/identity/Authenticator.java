package io.qubinode.mcp.security.identity;

import io.qubinode.mcp.security.core.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** One way to prove an identity. Several are tried in the order of configuration. */
public interface Authenticator {

    /** The name in configuration and audit records. */
    String method();

    /** What a {@code WWW-Authenticate} header says of this method to a request that was refused (RFC 9110, section 11.6.1). */
    String challenge(HttpServerRequest refused);

    /** What somebody without a credential should do, in one sentence. */
    String advice();

    /** Where tokens for this service come from, when this method takes tokens. */
    default Optional<ProtectedResource> protectedResource() {
        return Optional.empty();
    }

    /** Whose certificates a client may show; empty when this method takes none. */
    default List<X509Certificate> authorities() {
        return List.of();
    }

    /** The caller that the request's credential proves; empty when there is none or it is not valid. */
    Optional<Caller> authenticate(HttpServerRequest request);

    /** Whether {@link #authenticate} may wait for another system with this request, so that it needs a thread for that. */
    default boolean mayBlock(HttpServerRequest request) {
        return false;
    }

    /** Takes over what has changed in its files. Blocks while they are read. */
    default void refresh() {}

    /** What is wrong with its files now, in one sentence; what they held before stays in force. */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
