package io.qubinode.mcp.security.identity.jwt;

import io.qubinode.mcp.security.core.Permission;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose tokens are taken, and what they say of their holder. */
public interface JwtSettings {

    /**
     * The issuer's public keys: a file (PEM or JWKS), or the {@code https} address of a JWKS; when omitted, where the issuer says by
     * OpenID Connect Discovery.
     */
    Optional<String> keys();

    /** What {@code iss} must be. */
    Optional<String> issuer();

    /** What {@code aud} must hold: this service, as the issuer knows it. */
    Optional<String> audience();

    /** Where the roles are; a dot goes one level down, as in {@code realm_access.roles}. */
    @WithDefault("roles")
    String rolesClaim();

    /** Which roles of a token give which permission; {@code read}, {@code execute} and {@code admin} when omitted. */
    Map<Permission, List<String>> roles();

    /** Where the client's id is. */
    @WithDefault("sub")
    String clientClaim();

    /** How much the clocks may differ, at most 5 minutes. */
    @WithDefault("30s")
    Duration clockSkew();

    /** The address of {@code /mcp} as clients know it; the audience when omitted and that is an address. */
    Optional<String> resource();

    /** Who issues tokens, for clients to find; the issuer when omitted. */
    Optional<List<String>> authorizationServers();
}
