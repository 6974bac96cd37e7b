package io.qubinode.mcp.security.identity;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;

/**
 * What a client without a token is told, so that it knows where to get one.
 *
 * @param resource the address of {@code /mcp} as clients know it
 * @param authorizationServers who issues tokens for it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728: OAuth 2.0 protected resource metadata</a>
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization">MCP authorization</a>
 */
public record ProtectedResource(URI resource, List<String> authorizationServers) {

    /** Where the metadata is; the resource's own path may follow. */
    public static final String PATH = "/.well-known/oauth-protected-resource";

    public ProtectedResource {
        requireNonNull(resource);
        authorizationServers = List.copyOf(authorizationServers);
    }

    /** The address of the metadata: between the resource's host and its path, as RFC 9728, section 3.1, wants it. */
    public URI metadata() {
        return resource.resolve(PATH + resource.getPath());
    }

    public boolean isMetadata(String path) {
        return path.equals(PATH)
                || path.equals(PATH + "/mcp")
                || path.equals(metadata().getPath());
    }
}
