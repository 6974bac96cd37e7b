package io.qubinode.mcp.security.tls;

import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.WatchedFiles;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * The service's own certificate, in Quarkus' TLS registry, where the doors take it from. A client is asked for one where
 * certificates are a way to prove an identity, and may continue without. What changes in the files is seen by the next handshake, so
 * that the registry never has to read anything again.
 */
@Singleton
@Identifier(ServerTls.NAME)
public final class ServerTls implements KeyStoreProvider, TrustStoreProvider {

    /** In {@code quarkus.http.tls-configuration-name}. */
    static final String NAME = "mcp";

    private final Optional<WatchedFiles<ServerCertificate>> files;
    private final Authenticators authenticators;

    @Inject
    ServerTls(TlsSettings settings, Authenticators authenticators) {
        files = settings.certificateFile().map(certificate -> watched(settings));
        this.authenticators = authenticators;
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException when they cannot be used, in one sentence
     */
    public static void check(TlsSettings settings) {
        watched(settings);
    }

    private static WatchedFiles<ServerCertificate> watched(TlsSettings settings) {
        return new WatchedFiles<>(ServerCertificate.files(settings), ServerCertificate::read);
    }

    @Override
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        return files.map(pair -> KeyCertOptions.wrap(new CurrentCertificate(pair::content)))
                .map(options -> new KeyStoreAndKeyCertOptions(null, options))
                .orElse(null);
    }

    @Override
    public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
        return asksForCertificates()
                ? new TrustStoreAndTrustOptions(
                        null, TrustOptions.wrap(new AnyClientCertificate(authenticators::authorities)))
                : null;
    }

    private boolean asksForCertificates() {
        return files.isPresent() && !authenticators.authorities().isEmpty();
    }

    /** Takes over a new certificate: connections from now on get it, those that are open continue. Blocks while files are read. */
    public void refresh() {
        files.ifPresent(WatchedFiles::refresh);
    }

    /** What is wrong with the files now, in one sentence; what they held before stays in force. */
    public Optional<String> problem() {
        return files.flatMap(
                pair -> pair.problem().or(() -> Optional.of(pair.content().end())
                        .filter(end -> end.isBefore(Instant.now()))
                        .map(end -> "The server's certificate ended on " + end)));
    }

    /** Has the TLS listener ask for a client's certificate; build-time settings could not depend on the operator's. */
    @Singleton
    static final class Asking implements HttpServerOptionsCustomizer {

        private final ServerTls tls;

        @Inject
        Asking(@Identifier(NAME) ServerTls tls) {
            this.tls = tls;
        }

        @Override
        public void customizeHttpsServer(HttpServerOptions options) {
            options.setClientAuth(tls.asksForCertificates() ? ClientAuth.REQUEST : ClientAuth.NONE);
        }
    }
}
