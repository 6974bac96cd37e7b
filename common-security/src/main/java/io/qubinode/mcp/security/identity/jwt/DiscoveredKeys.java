package io.qubinode.mcp.security.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/**
 * Keys where the issuer itself says that they are; it is asked again when they are not there. To be used by one thread at a time.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery 1.0</a>
 */
final class DiscoveredKeys implements RemoteKeys.Source {

    private static final String DOCUMENT = "/.well-known/openid-configuration";

    private final String issuer;
    private final IssuerRequest request = new IssuerRequest();
    private volatile String place;

    DiscoveredKeys(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public List<JsonWebKey> fetch() throws IOException {
        if (place == null) {
            place = discovered();
        }
        try {
            return request.keys(place);
        } catch (IOException e) {
            place = null;
            throw e;
        }
    }

    private String discovered() throws IOException {
        String address = issuer.replaceFirst("(?<!/)/+$", "") + DOCUMENT;
        JsonNode document = ToolJson.MAPPER.readTree(request.get(address, TIME));
        String found = document.path("jwks_uri").asText();
        if (!document.path("issuer").asText().equals(issuer) || !KeyAddress.isSafe(found)) {
            throw new IOException(address + " is not the document of " + issuer);
        }
        return found;
    }
}
