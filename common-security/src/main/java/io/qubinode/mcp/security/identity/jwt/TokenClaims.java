package io.qubinode.mcp.security.identity.jwt;

import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.identity.ClientId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the claims of a verified token say of its holder.
 *
 * @param clientClaim where the client's id is
 * @param rolesClaim where the roles are: a list, or text with spaces between as in {@code scope}
 * @param roles which roles give which permission
 */
record TokenClaims(String clientClaim, String rolesClaim, Map<Permission, List<String>> roles) {

    private static final Pattern DOT = Pattern.compile("\\.");

    /** The client's id; empty when there is none that the audit trail could hold. */
    Optional<String> client(Map<String, Object> claims) {
        return at(clientClaim, claims)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(ClientId::isFit);
    }

    /** The highest permission that the roles give; empty when they give none. */
    Optional<Permission> role(Map<String, Object> claims) {
        List<String> held =
                at(rolesClaim, claims).stream().flatMap(TokenClaims::texts).toList();
        return Stream.of(Permission.values())
                .filter(permission -> roles.getOrDefault(permission, List.of(permission.key())).stream()
                        .anyMatch(held::contains))
                .max(Comparator.naturalOrder());
    }

    private static Stream<String> texts(Object value) {
        return value instanceof Collection<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast)
                : value instanceof String text ? Stream.of(text.split(" ")) : Stream.empty();
    }

    /** A claim's own name may hold dots, as those that are addresses do. */
    private static Optional<Object> at(String path, Map<String, Object> claims) {
        if (claims.containsKey(path)) {
            return Optional.ofNullable(claims.get(path));
        }
        Object place = claims;
        for (String name : DOT.split(path)) {
            place = place instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return Optional.ofNullable(place);
    }
}
