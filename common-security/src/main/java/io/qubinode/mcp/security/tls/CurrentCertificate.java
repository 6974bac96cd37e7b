package io.qubinode.mcp.security.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows in each handshake the certificate of that moment. Vert.x 4.5 could be given a new one instead, but while it takes that over
 * it closes every new connection ({@code TCPServerBase.updateSSLOptions}: the worker reads a result that is not there yet).
 */
final class CurrentCertificate extends X509ExtendedKeyManager {

    private final Supplier<ServerCertificate> source;
    private volatile ServerCertificate current;
    private volatile ServerCertificate before;

    CurrentCertificate(Supplier<ServerCertificate> source) {
        this.source = source;
        current = source.get();
        before = current;
    }

    /** A handshake asks three times, and ends with the one that it began with. */
    private synchronized ServerCertificate choose() {
        ServerCertificate now = source.get();
        if (now != current) {
            before = current;
            current = now;
        }
        return now;
    }

    private Optional<ServerCertificate> chosen(String alias) {
        return Stream.of(current, before)
                .filter(certificate -> certificate.alias().equals(alias))
                .findFirst();
    }

    @Override
    public String chooseEngineServerAlias(String kind, Principal[] issuers, SSLEngine engine) {
        return chooseServerAlias(kind, issuers, null);
    }

    @Override
    public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
        ServerCertificate now = choose();
        return now.kind().equals(kind) ? now.alias() : null;
    }

    @Override
    public String[] getServerAliases(String kind, Principal[] issuers) {
        String alias = chooseServerAlias(kind, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chosen(alias)
                .map(certificate -> certificate.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return chosen(alias).map(ServerCertificate::key).orElse(null);
    }

    @Override
    public String[] getClientAliases(String kind, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
        return null;
    }
}
