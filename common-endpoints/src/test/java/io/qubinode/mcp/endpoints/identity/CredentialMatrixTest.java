package io.qubinode.mcp.endpoints.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.Clients;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Certificates;
import io.qubinode.mcp.security.testing.Issuer;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every credential at every door with a tool of every permission. */
@QuarkusTest
@WithTestResource(CredentialMatrixTest.AllMethods.class)
class CredentialMatrixTest {

    private static final Issuer ISSUER = new Issuer("EC");
    private static final Certificates AUTHORITY = new Certificates("matrix");
    private static final Certificates STRANGE = new Certificates("matrix-strange");
    private static final Clients CLIENTS = new Clients("matrix-clients.json");
    private static final Map<String, Permission> TOOLS =
            Map.of("echo", Permission.READ, "write_note", Permission.EXECUTE, "reset", Permission.ADMIN);

    private static final String STATUS_KEY = "matrix-status-0123456789abcdef0123456789";

    private static SSLContext before;

    public static class AllMethods extends Settings {
        @Override
        public Map<String, String> start() {
            CLIENTS.write(Stream.of(Permission.values())
                    .map(role -> Clients.client(role.key(), role.key(), List.of("*"))
                            .with(key("right", role), null)
                            .with(key("expired", role), "2020-01-01T00:00:00Z"))
                    .toArray(Clients.Client[]::new));
            var settings = new HashMap<>(Issuer.settings("matrix", ISSUER));
            settings.putAll(AUTHORITY.settings());
            settings.put("probe.mcp.auth.method", "api_key,jwt,mtls");
            settings.put("probe.mcp.auth.clients_file", CLIENTS.file().toString());
            settings.put("probe.mcp.auth.status_key", STATUS_KEY);
            AUTHORITY.make("server", "localhost");
            for (Permission role : Permission.values()) {
                AUTHORITY
                        .make("client", "right-" + role.key(), "--subject", "/OU=" + role.key() + "/CN=alice")
                        .make("client", "expired-" + role.key(), "--subject", "/OU=" + role.key(), "--days", "-1");
                STRANGE.make("client", "wrong-" + role.key(), "--subject", "/OU=" + role.key());
                String rule = "probe.mcp.auth.mtls.rules[" + role.ordinal() + "].";
                settings.put(rule + "subject.OU", role.key());
                settings.put(rule + "client", role.key());
                settings.put(rule + "role", role.key());
            }
            return settings;
        }
    }

    /**
     * What a client brings along.
     *
     * @param headers with a key or token
     * @param tls with a certificate
     * @param http shows them
     */
    private record Credential(Map<String, String> headers, SSLContext tls, HttpClient http) {

        Credential(Map<String, String> headers, SSLContext tls) {
            this(headers, tls, HttpClient.newBuilder().sslContext(tls).build());
        }

        static Credential ofHeaders(Map<String, String> headers) {
            return new Credential(headers, AUTHORITY.stranger());
        }

        int post(URI address, String body) {
            return status(request(address)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        int get(URI address) {
            return status(request(address));
        }

        private HttpRequest.Builder request(URI address) {
            var request = HttpRequest.newBuilder(address).header("Accept", "application/json, text/event-stream");
            headers.forEach(request::header);
            return request;
        }

        private int status(HttpRequest.Builder request) {
            try {
                return http.send(request.build(), BodyHandlers.discarding()).statusCode();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @TestHTTPResource(tls = true)
    URI base;

    private static String key(String kind, Permission role) {
        return "matrix-%s-%s-0123456789abcdef0123456789".formatted(kind, role.key());
    }

    private static Credential apiKey(String kind, Permission role) {
        return Credential.ofHeaders(Map.of("X-API-Key", key(kind, role)));
    }

    private static Credential token(Issuer issuer, Permission role, int seconds) {
        String token = issuer.token("ES256", role.key(), claims -> claims.setExpirationTime(Issuer.inSeconds(seconds)));
        return Credential.ofHeaders(Map.of("Authorization", "Bearer " + token));
    }

    private static Credential certificate(Certificates of, String kind, Permission role) {
        return new Credential(Map.of(), AUTHORITY.client(of, kind + "-" + role.key()));
    }

    static Stream<Arguments> refused() {
        return Stream.concat(
                Stream.of(Arguments.of("no credential", Credential.ofHeaders(Map.of()))),
                Stream.of(Permission.values())
                        .flatMap(role -> Stream.of(
                                Arguments.of("wrong key " + role, apiKey("wrong", role)),
                                Arguments.of("expired key " + role, apiKey("expired", role)),
                                Arguments.of("wrong token " + role, token(new Issuer("EC"), role, 600)),
                                Arguments.of("expired token " + role, token(ISSUER, role, -600)),
                                Arguments.of("wrong certificate " + role, certificate(STRANGE, "wrong", role)),
                                Arguments.of("expired certificate " + role, certificate(AUTHORITY, "expired", role)))));
    }

    static Stream<Arguments> right() {
        return Stream.concat(
                Stream.of(Arguments.of(
                        "the other service's key",
                        Permission.READ,
                        Credential.ofHeaders(Map.of("X-API-Key", STATUS_KEY)))),
                Stream.of(Permission.values())
                        .flatMap(role -> Stream.of(
                                Arguments.of("key", role, apiKey("right", role)),
                                Arguments.of("token", role, token(ISSUER, role, 600)),
                                Arguments.of("certificate", role, certificate(AUTHORITY, "right", role)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedAtEveryDoorWithEveryTool(String what, Credential credential) {
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
                        assertThat(credential.post(base.resolve(path), door.equals("rest") ? "{}" : call))
                                .as(path)
                                .isEqualTo(401);
                        assertThat(audit.written())
                                .extracting(line -> line.getString("door"), line -> line.getString("outcome"))
                                .containsExactly(org.assertj.core.groups.Tuple.tuple(door, "unauthenticated"));
                    });
            assertThat(credential.get(base.resolve("/mcp/sse"))).isEqualTo(401);
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("right")
    void mayUseWhatItsRoleCoversAtEveryDoor(String what, Permission role, Credential credential) {
        SSLContext.setDefault(credential.tls());
        DoorClient.ofEveryDoor(base, credential.headers()).forEach(client -> {
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

    @BeforeAll
    static void keepThePlatformsContext() throws GeneralSecurityException {
        before = SSLContext.getDefault();
    }

    @AfterAll
    static void giveItBack() {
        SSLContext.setDefault(before);
    }

    private static JsonObject arguments(String tool) {
        return switch (tool) {
            case "echo" -> new JsonObject().put("message", "hi");
            case "write_note" -> new JsonObject().put("note_name", "n");
            default -> new JsonObject();
        };
    }
}
