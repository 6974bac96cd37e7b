package io.qubinode.mcp.security.identity.mtls;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.WatchedFiles;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;

/**
 * Certificates of clients, as shown when the TLS connection was made, of which only the handshake can tell: headers that speak of
 * certificates are believed from nobody. The handshake proves that the client has the key; the rest is verified here, at a
 * request, so that what was revoked or has ended is refused on open and resumed connections too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-6">RFC 5280: path validation</a>
 */
public final class MutualTlsAuthenticator implements Authenticator {

    public static final String METHOD = "mtls";

    private static final Logger LOG = Logger.getLogger(MutualTlsAuthenticator.class);
    private static final String VERDICT = "io.qubinode.mcp.certificate-verdict";
    private static final Duration VERDICT_HOLDS = Duration.ofMinutes(1);

    /** What was found out about a connection's certificate. It costs some signatures, so it is not done at every request. */
    private record Verdict(ClientAuthorities by, Instant until, Optional<Caller> caller) {
        boolean holds(ClientAuthorities current, Instant now) {
            return by == current && now.isBefore(until);
        }
    }

    private final WatchedFiles<ClientAuthorities> authorities;
    private final List<CertificateRule> rules;
    private final Clock clock;

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException when they cannot be read or something in them is wrong, or in a rule, in one sentence
     * @throws java.util.NoSuchElementException when there is no file of authorities
     */
    public MutualTlsAuthenticator(MutualTlsSettings settings, Clock clock) {
        List<Path> files = Stream.concat(Stream.of(settings.caFile().orElseThrow()), settings.crlFile().stream())
                .map(Path::of)
                .toList();
        authorities = new WatchedFiles<>(files, ClientAuthorities::read);
        rules = settings.rules().stream().map(CertificateRule::of).toList();
        this.clock = clock;
    }

    /**
     * Looks at one rule.
     *
     * @throws IllegalArgumentException when it makes no sense, in one sentence
     */
    public static void check(MutualTlsSettings.Rule rule) {
        CertificateRule.of(rule);
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public String challenge(HttpServerRequest refused) {
        // No scheme is registered for what happens below HTTP, but a 401 must name one.
        return "ClientCertificate realm=\"qubinode-mcp\"";
    }

    @Override
    public String advice() {
        return "Connect with a client certificate of this service's authority.";
    }

    @Override
    public List<X509Certificate> authorities() {
        return authorities.content().certificates();
    }

    @Override
    public Optional<Caller> authenticate(HttpServerRequest request) {
        return Optional.ofNullable(request.sslSession()).flatMap(this::holder);
    }

    private Optional<Caller> holder(SSLSession session) {
        List<X509Certificate> chain = chain(session);
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        ClientAuthorities current = authorities.content();
        Instant now = clock.instant();
        if (session.getValue(VERDICT) instanceof Verdict known && known.holds(current, now)) {
            return known.caller();
        }
        Instant until = Stream.of(
                        now.plus(VERDICT_HOLDS), chain.getFirst().getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        Optional<Caller> caller = caller(chain, current);
        session.putValue(VERDICT, new Verdict(current, until, caller));
        return caller;
    }

    private Optional<Caller> caller(List<X509Certificate> chain, ClientAuthorities current) {
        try {
            current.verify(chain);
        } catch (CertificateException e) {
            LOG.debugf("The certificate of %s was refused: %s", chain.getFirst().getSubjectX500Principal(), e);
            return Optional.empty();
        }
        return CertificateNames.of(chain.getFirst()).flatMap(names -> rules.stream()
                .filter(rule -> rule.fits(names))
                .findFirst()
                .flatMap(rule -> rule.caller(names)));
    }

    private static List<X509Certificate> chain(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Stream.of(chain).map(X509Certificate.class::cast).toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public void refresh() {
        authorities.refresh();
    }

    @Override
    public Optional<String> problem() {
        return authorities.problem().or(() -> authorities
                .content()
                .end()
                .filter(end -> end.isBefore(clock.instant()))
                .map(end -> "The list of revoked certificates ended on " + end + ", so every certificate is refused"));
    }
}
