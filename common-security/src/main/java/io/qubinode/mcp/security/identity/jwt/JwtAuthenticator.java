package io.qubinode.mcp.security.identity.jwt;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.Credentials;
import io.qubinode.mcp.security.identity.ProtectedResource;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * JSON Web Tokens in {@code Authorization: Bearer}. Only asymmetric signatures are taken, so that a public key is never taken for
 * a shared secret; tokens without a signature, an end, an issuer or an audience are not.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725: JSON Web Token best current practices</a>
 */
public final class JwtAuthenticator implements Authenticator {

    public static final String METHOD = "jwt";

    private static final Logger LOG = Logger.getLogger(JwtAuthenticator.class);
    private static final int LONGEST = 16 * 1024;
    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    private static final String INVALID_TOKEN = ", error=\"invalid_token\"";

    private final IssuerKeys keys;
    private final JwtConsumer verifier;
    private final TokenClaims claims;
    private final ProtectedResource resource;

    /**
     * Takes the tokens of one issuer for one audience.
     *
     * @throws IllegalArgumentException when the file of keys is not right
     * @throws java.util.NoSuchElementException when issuer or audience are not set
     */
    public JwtAuthenticator(JwtSettings settings) {
        keys = IssuerKeys.at(settings.keys(), settings.issuer().orElseThrow());
        resource = resource(settings);
        claims = new TokenClaims(settings.clientClaim(), settings.rolesClaim(), Map.copyOf(settings.roles()));
        verifier = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                        AlgorithmIdentifiers.EDDSA)
                .setVerificationKeyResolver(keys.resolver())
                .setExpectedIssuer(true, settings.issuer().orElseThrow())
                .setExpectedAudience(true, settings.audience().orElseThrow())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) settings.clockSkew().toSeconds())
                .build();
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public String challenge(HttpServerRequest refused) {
        return "Bearer realm=\"qubinode-mcp\", resource_metadata=\"" + resource.metadata() + "\""
                + (token(refused).isPresent() ? INVALID_TOKEN : "");
    }

    @Override
    public String advice() {
        return "Send a token of " + String.join(" or ", resource.authorizationServers()) + " in Authorization: Bearer.";
    }

    @Override
    public Optional<ProtectedResource> protectedResource() {
        return Optional.of(resource);
    }

    @Override
    public Optional<Caller> authenticate(HttpServerRequest request) {
        return token(request).flatMap(this::verified).flatMap(this::caller);
    }

    @Override
    public boolean mayBlock(HttpServerRequest request) {
        return !(keys instanceof IssuerKeys.InFile) && token(request).isPresent();
    }

    private static Optional<String> token(HttpServerRequest request) {
        // An API key has no dots; a token without two is none.
        return Credentials.bearer(request)
                .filter(text -> text.length() <= LONGEST
                        && text.chars().filter(c -> c == '.').count() == 2);
    }

    private Optional<Map<String, Object>> verified(String token) {
        try {
            return Optional.of(verifier.processToClaims(token).getClaimsMap());
        } catch (InvalidJwtException e) {
            // Not the whole message: it holds the token's claims.
            LOG.debugf(
                    "A token was refused: %s",
                    e.getErrorDetails().stream().map(d -> d.getErrorCode()).toList());
            return Optional.empty();
        }
    }

    private Optional<Caller> caller(Map<String, Object> verified) {
        return claims.client(verified)
                .flatMap(client -> claims.role(verified).map(role -> new Caller(client, METHOD, role)));
    }

    @Override
    public void refresh() {
        if (keys instanceof IssuerKeys.InFile file) {
            file.refresh();
        }
    }

    @Override
    public Optional<String> problem() {
        return keys instanceof IssuerKeys.InFile file ? file.problem() : Optional.empty();
    }

    /**
     * What clients without a token are told.
     *
     * @throws IllegalArgumentException when neither resource nor audience is an address
     */
    public static ProtectedResource resource(JwtSettings settings) {
        String resource = settings.resource().or(settings::audience).orElse("");
        if (!resource.matches("https?://[^/?#\\s]++[^?#\\s]*")) {
            throw new IllegalArgumentException("not an address such as https://mcp.lab.example/mcp");
        }
        return new ProtectedResource(
                URI.create(resource), settings.authorizationServers().orElseGet(() -> settings.issuer().stream()
                        .toList()));
    }
}
