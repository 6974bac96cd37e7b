package io.qubinode.mcp.security.identity;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** One way to prove an identity. Several are tried in the order of configuration. Must not block. */
public interface Authenticator {

    /** The name in configuration and audit records. */
    String method();

    /** What a {@code WWW-Authenticate} header says of this method (RFC 9110, section 11.6.1). */
    String challenge();

    /** The caller that the request's credential proves; empty when there is none or it is not valid. */
    Optional<Caller> authenticate(HttpServerRequest request);
}
