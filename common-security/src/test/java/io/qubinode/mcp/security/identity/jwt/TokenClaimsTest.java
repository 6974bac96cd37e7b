package io.qubinode.mcp.security.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.Permission;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenClaimsTest {

    @Test
    void findsTheRolesWhereIssuersPutThem() {
        assertThat(role("roles", Map.of("roles", List.of("execute", "x")))).isEqualTo(Permission.EXECUTE);
        assertThat(role("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("admin", "read")))))
                .isEqualTo(Permission.ADMIN);
        assertThat(role("https://lab.example/roles", Map.of("https://lab.example/roles", List.of("read"))))
                .isEqualTo(Permission.READ);
        assertThat(role("scope", Map.of("scope", "openid execute"))).isEqualTo(Permission.EXECUTE);
    }

    @Test
    void mapsTheRolesOfTheIssuerToPermissions() {
        var claims = new TokenClaims(
                "sub", "roles", Map.of(Permission.EXECUTE, List.of("lab-operator"), Permission.READ, List.of("staff")));
        assertThat(claims.role(Map.of("roles", List.of("staff", "lab-operator"))))
                .contains(Permission.EXECUTE);
        assertThat(claims.role(Map.of("roles", List.of("execute")))).isEmpty();
    }

    private static Permission role(String path, Map<String, Object> claims) {
        return new TokenClaims("sub", path, Map.of()).role(claims).orElseThrow();
    }
}
