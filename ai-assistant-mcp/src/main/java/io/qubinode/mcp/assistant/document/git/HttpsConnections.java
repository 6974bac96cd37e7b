package io.qubinode.mcp.assistant.document.git;

import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** Connections of one pull: to the server that is configured and no other, and within the pull's limits. */
final class HttpsConnections implements HttpConnectionFactory {

    private final URI server;
    private final Optional<TrustedCertificates> authorities;
    private final PullLimits limits;
    private int status;

    HttpsConnections(URI server, Optional<TrustedCertificates> authorities, PullLimits limits) {
        this.server = server;
        this.authorities = authorities;
        this.limits = limits;
    }

    /** What was answered last; 0 for nothing. */
    int status() {
        return status;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        // A server that sends us to another would have us show our credentials there.
        if (!url.getProtocol().equals(server.getScheme())
                || !url.getHost().equalsIgnoreCase(server.getHost())
                || url.getPort() != server.getPort()) {
            throw new PullFailed("redirects to another server, which must be configured instead", null);
        }
        var connection = new Connection(url, proxy);
        if (authorities.isPresent()) {
            connection.trust(authorities.get());
        }
        return connection;
    }

    private final class Connection extends JDKHttpConnection {

        private Connection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        private void trust(TrustedCertificates authorities) throws IOException {
            try {
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(authorities.store());
                configure(null, trust.getTrustManagers(), null);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            return status;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return limits.limited(super.getInputStream());
        }
    }
}
