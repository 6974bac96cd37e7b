package io.qubinode.mcp.endpoints.identity.jwt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.security.testing.Issuer;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(JwtTest.KeysAndTokens.class)
class JwtTest {

    private static final Issuer RSA = new Issuer("RSA");
    private static final Issuer EC = new Issuer("EC");
    private static final Issuer ED = new Issuer("Ed25519");
    private static final Consumer<JwtClaims> GOOD = claims -> {};

    public static class KeysAndTokens extends Settings {
        @Override
        public Map<String, String> start() {
            var settings = new HashMap<>(Issuer.settings("jwt-test", RSA, EC, ED));
            settings.put("probe.mcp.auth.method", "api_key,jwt");
            return settings;
        }
    }

    @Test
    void takesTheThreeKindsOfSignatureAndTheKeyBesideThem() {
        assertThat(status(RSA.token("RS256", "read", GOOD))).isEqualTo(200);
        assertThat(status(EC.token("ES256", "read", GOOD))).isEqualTo(200);
        assertThat(status(ED.token("EdDSA", "read", GOOD))).isEqualTo(200);
        given().header("X-API-Key", DoorClient.KEY).get("/tools").then().statusCode(200);
    }

    static Stream<Arguments> badClaims() {
        return Stream.of(
                bad("another issuer", claims -> claims.setIssuer("https://evil.example")),
                bad("no issuer", claims -> claims.unsetClaim("iss")),
                bad("another audience", claims -> claims.setAudience("https://other.example/mcp")),
                bad("no audience", claims -> claims.unsetClaim("aud")),
                bad("expired", claims -> claims.setExpirationTime(Issuer.inSeconds(-60))),
                bad("no end", claims -> claims.unsetClaim("exp")),
                bad("not yet valid", claims -> claims.setNotBefore(Issuer.inSeconds(300))),
                bad("no subject", claims -> claims.unsetClaim("sub")),
                bad("a subject of two lines", claims -> claims.setSubject("a\nb")),
                bad("no roles", claims -> claims.unsetClaim("roles")),
                bad("only roles that mean nothing here", claims -> claims.setStringListClaim("roles", "reader")),
                bad("roles of another type", claims -> claims.setClaim("roles", 1)));
    }

    private static Arguments bad(String what, Consumer<JwtClaims> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void refusesATokenWith(String what, Consumer<JwtClaims> change) {
        var audit = new AuditLines();
        assertThat(status(RSA.token("RS256", "read", change))).isEqualTo(401);
        assertThat(audit.written()).hasSize(1);
    }

    @Test
    void bearsClocksThatDifferALittle() {
        assertThat(status(RSA.token("RS256", "read", claims -> claims.setExpirationTime(Issuer.inSeconds(-5)))))
                .isEqualTo(200);
        assertThat(status(RSA.token("RS256", "read", claims -> claims.setNotBefore(Issuer.inSeconds(5)))))
                .isEqualTo(200);
    }

    @Test
    void refusesATokenThatNobodySigned() {
        assertThat(status(Issuer.sign("none", null, Issuer.claims("admin")))).isEqualTo(401);
    }

    @Test
    void neverTakesThePublicKeyForASharedSecret() {
        for (byte[] secret : new byte[][] {
            RSA.pem().getBytes(StandardCharsets.UTF_8), RSA.keys().getPublic().getEncoded()
        }) {
            assertThat(status(Issuer.sign("HS256", new SecretKeySpec(secret, "HmacSHA256"), Issuer.claims("admin"))))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256"})
    void refusesOtherAlgorithmsOfTheRightKey(String algorithm) {
        assertThat(status(RSA.token(algorithm, "read", GOOD))).isEqualTo(401);
    }

    @Test
    void refusesAnotherKeyAndAChangedToken() {
        assertThat(status(new Issuer("RSA").token("RS256", "read", GOOD))).isEqualTo(401);
        String[] read = RSA.token("RS256", "read", GOOD).split("\\.");
        String[] admin = RSA.token("RS256", "admin", GOOD).split("\\.");
        assertThat(status(read[0] + "." + admin[1] + "." + read[2])).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "..", "e30.e30.", "eyJhbGciOiJSUzI1NiJ9.e30.x"})
    void refusesWhatIsNoToken(String token) {
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void takesTheIdOfTheClientFromTheToken() {
        var audit = new AuditLines();
        given().header("Authorization", "Bearer " + RSA.token("RS256", "read", GOOD))
                .body("{\"message\":\"hi\"}")
                .post("/tools/echo")
                .then()
                .statusCode(200);
        assertThat(audit.written().getFirst().getString("client")).isEqualTo("alice");
        assertThat(audit.written().getFirst().getString("auth")).isEqualTo("jwt");
    }

    @ParameterizedTest
    @CsvSource({"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"})
    void tellsEverybodyWhereTokensComeFrom(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("resource", equalTo(Issuer.AUDIENCE))
                .body("authorization_servers", contains(Issuer.NAME));
        given().get("/.well-known/oauth-protected-resource/other").then().statusCode(404);
    }

    @Test
    void pointsToThatInItsRefusal() {
        given().post("/mcp")
                .then()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"qubinode-mcp\", resource_metadata="
                                + "\"https://mcp.lab.example/.well-known/oauth-protected-resource/mcp\","
                                + " ApiKey realm=\"qubinode-mcp\"")
                .body(
                        "hint",
                        equalTo("Send the API key in X-API-Key. Or: Send a token of " + Issuer.NAME
                                + " in Authorization: Bearer."));
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token).get("/tools").statusCode();
    }
}
