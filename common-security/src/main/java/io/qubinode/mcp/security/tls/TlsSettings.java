package io.qubinode.mcp.security.tls;

import java.util.Optional;

/** What the service proves itself with, so that nobody on the way can read or change what is said. */
public interface TlsSettings {

    /** PEM: the server's certificate, then those that lead to its authority; without it the service speaks plain HTTP. */
    Optional<String> certificateFile();

    /** PEM, not encrypted: the RSA or EC key that the certificate was made for. */
    Optional<String> keyFile();
}
