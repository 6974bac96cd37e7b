package io.qubinode.mcp.security.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets a client show any certificate whose key it has. Whether that proves an identity is decided at each request, by
 * {@code MutualTlsAuthenticator}: so a wrong certificate gets the same answer and the same audit record as every wrong credential,
 * one that was revoked is refused on a connection that is open already, and keys and tokens are good whatever certificate came along.
 */
final class AnyClientCertificate extends X509ExtendedTrustManager {

    private final Supplier<List<X509Certificate>> authorities;

    /** @param authorities whose certificates are of use, for clients that have several to choose from */
    AnyClientCertificate(Supplier<List<X509Certificate>> authorities) {
        this.authorities = authorities;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.get().toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("This is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("This is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("This is a server");
    }
}
