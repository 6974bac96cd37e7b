package io.qubinode.mcp.security.mcp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.identity.Authenticator;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.Caller;
import io.qubinode.mcp.security.permission.Permission;
import io.qubinode.mcp.security.testing.AuditLines;
import io.qubinode.mcp.security.testing.DoorClient;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SessionOwnersTest.TwoClients.class)
class SessionOwnersTest {

    private static final String OTHER_KEY = "other-key-0123456789abcdef0123456789";

    /** A second client with a key of its own. */
    public static final class TwoClients implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Keys.class);
        }
    }

    @Alternative
    @Singleton
    public static final class Keys {
        @Produces
        @Singleton
        @Alternative
        Authenticators both() {
            return new Authenticators(List.of(of(DoorClient.KEY, "default"), of(OTHER_KEY, "other")));
        }

        private static Authenticator of(String key, String client) {
            return new ApiKeyAuthenticator(
                    new Caller(client, ApiKeyAuthenticator.METHOD, Permission.EXECUTE),
                    Optional.of(key),
                    Optional.empty(),
                    Clock.systemUTC());
        }
    }

    @Test
    void aSessionIsOfNoUseToAnotherClient() {
        String session = open(DoorClient.KEY);
        var audit = new AuditLines();
        as(OTHER_KEY, session)
                .body(message("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        assertThat(audit.written()).hasSize(1);
        assertThat(audit.written().getFirst().getString("client")).isEqualTo("other");
        as(OTHER_KEY, session).delete("/mcp").then().statusCode(404);
        as(DoorClient.KEY, session)
                .body(message("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    @Test
    void oneSessionTooManyClosesTheOneThatItsClientHasNotUsedForLongest() {
        String others = open(DoorClient.KEY);
        String first = open(OTHER_KEY);
        for (int i = 0; i < SessionOwners.MOST; i++) {
            open(OTHER_KEY);
        }
        as(OTHER_KEY, first).body(message("tools/list")).post("/mcp").then().statusCode(404);
        as(DoorClient.KEY, others)
                .body(message("tools/list"))
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    private static String open(String key) {
        String session = as(key, null).body(initialize()).post("/mcp").header("Mcp-Session-Id");
        assertThat(session).isNotNull();
        as(key, session)
                .body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .post("/mcp");
        return session;
    }

    private static RequestSpecification as(String key, String session) {
        var request = given().header("X-API-Key", key)
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    private static String initialize() {
        return new JsonObject(message("initialize"))
                .put(
                        "params",
                        new JsonObject()
                                .put("protocolVersion", "2025-11-25")
                                .put("capabilities", new JsonObject())
                                .put(
                                        "clientInfo",
                                        new JsonObject().put("name", "t").put("version", "1")))
                .encode();
    }

    private static String message(String method) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .encode();
    }
}
