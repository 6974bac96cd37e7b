package io.qubinode.mcp.security.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Keys where the issuer itself says that they are. It is asked with the first token, and until it has answered rightly once, not
 * more often than every few seconds. Safe to use from any thread that may block.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery 1.0</a>
 */
final class DiscoveredKeys implements IssuerKeys, VerificationKeyResolver {

    private static final String DOCUMENT = "/.well-known/openid-configuration";

    private final String issuer;
    private final Duration between;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Optional<VerificationKeyResolver> found = Optional.empty();
    private long next = System.nanoTime();

    DiscoveredKeys(String issuer, Duration between) {
        this.issuer = issuer;
        this.between = between;
    }

    @Override
    public VerificationKeyResolver resolver() {
        return this;
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        return found().resolveKey(signature, nesting);
    }

    private VerificationKeyResolver found() throws UnresolvableKeyException {
        if (found.isEmpty()) {
            asking.lock();
            try {
                if (found.isEmpty()) {
                    found = Optional.of(new Remote(place(), between).resolver());
                }
            } finally {
                asking.unlock();
            }
        }
        return found.get();
    }

    private String place() throws UnresolvableKeyException {
        if (System.nanoTime() - next < 0) {
            throw new UnresolvableKeyException("The issuer did not say a moment ago where its keys are");
        }
        next = System.nanoTime() + between.toNanos();
        try {
            String address = issuer.replaceFirst("(?<!/)/+$", "") + DOCUMENT;
            JsonNode document =
                    ToolJson.MAPPER.readTree(Remote.get().get(address).getBody());
            String place = document.path("jwks_uri").asText();
            if (!document.path("issuer").asText().equals(issuer) || !KeyAddress.isSafe(place)) {
                throw new UnresolvableKeyException(address + " is not the document of " + issuer);
            }
            return place;
        } catch (IOException e) {
            throw new UnresolvableKeyException("The issuer does not say where its keys are", e);
        }
    }
}
