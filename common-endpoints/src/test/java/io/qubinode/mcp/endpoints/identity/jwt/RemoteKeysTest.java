package io.qubinode.mcp.endpoints.identity.jwt;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.security.testing.Issuer;
import io.qubinode.mcp.testing.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The request waits while the issuer is asked; nothing of its body may be lost. */
@QuarkusTest
@WithTestResource(RemoteKeysTest.KeysByHttp.class)
class RemoteKeysTest {

    private static final Issuer ISSUER = new Issuer("EC");

    public static class KeysByHttp extends Settings {
        @Override
        public Map<String, String> start() {
            var settings = new HashMap<>(Issuer.settings("remote-keys-test", ISSUER));
            settings.put("probe.mcp.auth.method", "jwt");
            settings.put("probe.mcp.auth.jwt.keys", serve());
            return settings;
        }

        private static String serve() {
            try {
                var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.createContext("/jwks", exchange -> {
                    byte[] body = jwks().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
                return "http://localhost:" + server.getAddress().getPort() + "/jwks";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String jwks() {
            try {
                return new JsonWebKeySet(PublicJsonWebKey.Factory.newPublicJwk(
                                ISSUER.keys().getPublic()))
                        .toJson();
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void takesATokenWhoseKeyTheIssuerServesAndTheWholeBody() {
        String token = ISSUER.token("ES256", "read", claims -> {});
        for (int i = 0; i < 20; i++) {
            given().header("Authorization", "Bearer " + token)
                    .body("{\"message\":\"hi\",\"times\":1,\"extra\":{\"a\":\"" + "x".repeat(90_000) + "\"}}")
                    .post("/tools/echo")
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200)
                    .body("said[0]", equalTo("hi"));
        }
    }

    @Test
    void refusesATokenOfAnotherKeyAndSaysWhereTokensComeFrom() {
        String forged = new Issuer("EC").token("ES256", "admin", claims -> {});
        given().header("Authorization", "Bearer " + forged)
                .body("{\"message\":\"hi\"}")
                .post("/tools/echo")
                .then()
                .statusCode(401)
                .body("code", equalTo("unauthenticated"));
    }
}
