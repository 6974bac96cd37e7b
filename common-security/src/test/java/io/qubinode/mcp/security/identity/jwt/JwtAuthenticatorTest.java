package io.qubinode.mcp.security.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Issuer;
import io.qubinode.mcp.security.testing.Requests;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

    private static final Issuer ISSUER = new Issuer("EC");
    private static final Issuer OTHER = new Issuer("EC");
    private static final String ALGORITHM = "ES256";

    private record Settings(Optional<String> keys, Optional<String> audience, Optional<String> resource)
            implements JwtSettings {

        @Override
        public Optional<String> issuer() {
            return Optional.of(Issuer.NAME);
        }

        @Override
        public String rolesClaim() {
            return "roles";
        }

        @Override
        public Map<Permission, List<String>> roles() {
            return Map.of();
        }

        @Override
        public String clientClaim() {
            return "sub";
        }

        @Override
        public Duration clockSkew() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Optional<List<String>> authorizationServers() {
            return Optional.empty();
        }
    }

    @TempDir
    Path folder;

    private Path keys;
    private JwtAuthenticator authenticator;

    @BeforeEach
    void trustTheIssuer() throws IOException {
        keys = Files.writeString(folder.resolve("keys.pem"), ISSUER.pem());
        authenticator = at(keys.toString());
    }

    private static JwtAuthenticator at(String keys) {
        return new JwtAuthenticator(new Settings(Optional.of(keys), Optional.of(Issuer.AUDIENCE), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"read, READ", "execute, EXECUTE", "admin, ADMIN"})
    void knowsTheHolderOfATokenAndItsRole(String role, Permission permission) {
        assertThat(authenticator.authenticate(request(ISSUER.token(ALGORITHM, role, claims -> {}))))
                .hasValueSatisfying(caller -> {
                    assertThat(caller.client()).isEqualTo("alice");
                    assertThat(caller.method()).isEqualTo("jwt");
                    assertThat(caller.role()).isEqualTo(permission);
                });
    }

    static List<Arguments> wrong() {
        return List.of(
                wrong("another issuer", claims -> claims.setIssuer("https://evil.example")),
                wrong("no issuer", claims -> claims.unsetClaim("iss")),
                wrong("another audience", claims -> claims.setAudience("https://other.example/mcp")),
                wrong("no audience", claims -> claims.unsetClaim("aud")),
                wrong("no end", claims -> claims.unsetClaim("exp")),
                wrong("over", claims -> claims.setExpirationTime(Issuer.inSeconds(-31))),
                wrong("not yet", claims -> claims.setNotBefore(Issuer.inSeconds(60))),
                wrong("no subject", claims -> claims.unsetClaim("sub")),
                wrong("a subject that no record can hold", claims -> claims.setSubject("a\nb")),
                wrong("no role", claims -> claims.unsetClaim("roles")),
                wrong("too long", claims -> claims.setClaim("more", "x".repeat(16 * 1024))));
    }

    private static Arguments wrong(String what, Consumer<JwtClaims> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void refusesATokenThatIs(String what, Consumer<JwtClaims> change) {
        assertThat(authenticator.authenticate(request(ISSUER.token(ALGORITHM, "read", change))))
                .as(what)
                .isEmpty();
    }

    @Test
    void toleratesClocksThatDiffer() {
        assertThat(authenticator.authenticate(request(
                        ISSUER.token(ALGORITHM, "read", claims -> claims.setExpirationTime(Issuer.inSeconds(-20))))))
                .isPresent();
    }

    @Test
    void believesNobodyElsesSignature() {
        assertThat(authenticator.authenticate(request(OTHER.token(ALGORITHM, "read", claims -> {}))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a.b.c", "a.b.c.d", "no-token-at-all-but-long-enough-for-a-key"})
    void takesNothingElseForAToken(String text) {
        assertThat(authenticator.authenticate(request(text))).isEmpty();
    }

    @Test
    void needsAThreadThatMayWaitForTokensOfAnIssuerThatIsAsked() {
        var asking = at("https://sso.lab.example/jwks");
        assertThat(asking.mayBlock(request("a.b.c"))).isTrue();
        assertThat(asking.mayBlock(request("an-api-key-has-no-dots"))).isFalse();
        assertThat(asking.mayBlock(Requests.with())).isFalse();
        assertThat(asking.problem()).isEmpty();
        assertThat(authenticator.mayBlock(request("a.b.c"))).isFalse();
    }

    @Test
    void takesOverNewKeysAndTellsWhatIsWrongWithThem() throws IOException {
        Files.writeString(keys, OTHER.pem());
        authenticator.refresh();
        assertThat(authenticator.authenticate(request(OTHER.token(ALGORITHM, "read", claims -> {}))))
                .isPresent();
        assertThat(authenticator.authenticate(request(ISSUER.token(ALGORITHM, "read", claims -> {}))))
                .isEmpty();
        assertThat(authenticator.problem()).isEmpty();
        Files.writeString(keys, "nothing");
        authenticator.refresh();
        assertThat(authenticator.problem())
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("keys.pem: "));
    }

    @Test
    void saysWhereTokensComeFrom() {
        assertThat(authenticator.method()).isEqualTo("jwt");
        assertThat(authenticator.advice()).isNotEmpty();
        assertThat(authenticator.challenge(Requests.with()))
                .isEqualTo("Bearer realm=\"qubinode-mcp\", resource_metadata="
                        + "\"https://mcp.lab.example/.well-known/oauth-protected-resource/mcp\"");
        assertThat(authenticator.protectedResource())
                .hasValueSatisfying(
                        resource -> assertThat(resource.authorizationServers()).containsExactly(Issuer.NAME));
    }

    @Test
    void saysOfATokenThatItIsNotValid() {
        assertThat(authenticator.challenge(request("a.b.c"))).endsWith(", error=\"invalid_token\"");
        assertThat(authenticator.challenge(request("an-api-key"))).doesNotContain("error");
    }

    @Test
    void wantsTheAddressOfTheResource() {
        var settings = new Settings(Optional.empty(), Optional.of("qubinode"), Optional.empty());
        assertThatThrownBy(() -> JwtAuthenticator.resource(settings)).hasMessageStartingWith("not an address");
        var named = new Settings(Optional.empty(), Optional.of("qubinode"), Optional.of("https://lab.example/mcp"));
        assertThat(JwtAuthenticator.resource(named).resource()).hasToString("https://lab.example/mcp");
    }

    private static HttpServerRequest request(String token) {
        return Requests.with("Authorization", "Bearer " + token);
    }
}
