package io.qubinode.mcp.security.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.security.permission.Permission;
import io.qubinode.mcp.security.testing.AuditLines;
import io.qubinode.mcp.security.testing.Clients;
import io.qubinode.mcp.security.testing.DoorClient;
import io.qubinode.mcp.security.testing.Issuer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every credential at every door with a tool of every permission. */
@QuarkusTest
@TestProfile(CredentialMatrixTest.KeysAndTokens.class)
class CredentialMatrixTest {

    private static final Issuer ISSUER = new Issuer("EC");
    private static final Clients CLIENTS = new Clients("matrix-clients.json");
    private static final Map<String, Permission> TOOLS =
            Map.of("echo", Permission.READ, "write_note", Permission.EXECUTE, "reset", Permission.ADMIN);

    public static class KeysAndTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            CLIENTS.write(Stream.of(Permission.values())
                    .map(role -> Clients.client(role.key(), role.key(), List.of("*"))
                            .with(key("right", role), null)
                            .with(key("expired", role), "2020-01-01T00:00:00Z"))
                    .toArray(Clients.Client[]::new));
            var settings = new HashMap<>(Issuer.settings("matrix", ISSUER));
            settings.put("probe.mcp.auth.method", "api_key,jwt");
            settings.put("probe.mcp.auth.clients_file", CLIENTS.file().toString());
            return settings;
        }
    }

    @TestHTTPResource
    URI base;

    private static String key(String kind, Permission role) {
        return "matrix-%s-%s-0123456789abcdef0123456789".formatted(kind, role.key());
    }

    private static Map<String, String> apiKey(String kind, Permission role) {
        return Map.of("X-API-Key", key(kind, role));
    }

    private static Map<String, String> token(Issuer issuer, Permission role, int seconds) {
        return Map.of(
                "Authorization",
                "Bearer "
                        + issuer.token(
                                "ES256", role.key(), claims -> claims.setExpirationTime(Issuer.inSeconds(seconds))));
    }

    static Stream<Arguments> refused() {
        return Stream.concat(
                Stream.of(Arguments.of("no credential", Map.of())),
                Stream.of(Permission.values())
                        .flatMap(role -> Stream.of(
                                Arguments.of("wrong key " + role, apiKey("wrong", role)),
                                Arguments.of("expired key " + role, apiKey("expired", role)),
                                Arguments.of("wrong token " + role, token(new Issuer("EC"), role, 600)),
                                Arguments.of("expired token " + role, token(ISSUER, role, -600)))));
    }

    static Stream<Arguments> right() {
        return Stream.of(Permission.values())
                .flatMap(role -> Stream.of(
                        Arguments.of("key", role, apiKey("right", role)),
                        Arguments.of("token", role, token(ISSUER, role, 600))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedAtEveryDoorWithEveryTool(String what, Map<String, String> headers) {
        TOOLS.keySet().forEach(tool -> {
            String call = new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("id", 1)
                    .put("method", "tools/call")
                    .put("params", new JsonObject().put("name", tool).put("arguments", new JsonObject()))
                    .encode();
            Map.of("/tools/" + tool, "rest", "/mcp", "mcp_http", "/mcp/messages/1", "mcp_sse")
                    .forEach((path, door) -> {
                        var audit = new AuditLines();
                        given().headers(headers)
                                .contentType("application/json")
                                .accept("application/json, text/event-stream")
                                .body(door.equals("rest") ? "{}" : call)
                                .post(path)
                                .then()
                                .statusCode(401);
                        assertThat(audit.written())
                                .extracting(line -> line.getString("door"), line -> line.getString("outcome"))
                                .containsExactly(org.assertj.core.groups.Tuple.tuple(door, "unauthenticated"));
                    });
            given().headers(headers).get("/mcp/sse").then().statusCode(401);
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("right")
    void mayUseWhatItsRoleCoversAtEveryDoor(String what, Permission role, Map<String, String> headers) {
        DoorClient.ofEveryDoor(base, headers).forEach(client -> {
            try (client) {
                TOOLS.forEach((tool, needed) -> {
                    String cell = client.door() + " " + tool;
                    boolean may = role.covers(needed);
                    assertThat(client.listedTools().contains(tool)).as(cell).isEqualTo(may);
                    assertThat(client.call(tool, arguments(tool)).code())
                            .as(cell)
                            .isEqualTo(may ? null : "not_found");
                });
            }
        });
    }

    private static JsonObject arguments(String tool) {
        return switch (tool) {
            case "echo" -> new JsonObject().put("message", "hi");
            case "write_note" -> new JsonObject().put("note_name", "n");
            default -> new JsonObject();
        };
    }
}
