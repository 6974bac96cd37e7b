package io.qubinode.mcp.endpoints.mcp.stateless;

import static io.qubinode.mcp.endpoints.testing.StatelessClient.META;
import static io.qubinode.mcp.endpoints.testing.StatelessClient.REVISION;
import static io.qubinode.mcp.endpoints.testing.StatelessClient.headers;
import static io.qubinode.mcp.endpoints.testing.StatelessClient.meta;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.mcp.Revisions;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request must say, and that both eras are told apart by what it says. */
@QuarkusTest
@TestProfile(TwoClients.class)
class StatelessRequestsTest {

    private static final JsonObject NOTHING = new JsonObject();

    @TestHTTPResource
    URI base;

    @Inject
    ToolCatalogue tools;

    private StatelessClient client;

    @BeforeEach
    void open() {
        client = new StatelessClient(base, DoorClient.KEY);
    }

    @AfterEach
    void close() {
        client.close();
        tools.replace("test", List.of());
    }

    @Test
    void discoversTheServer() {
        Answer answer = client.request("server/discover", NOTHING);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.result().getJsonArray("supportedVersions")).isEqualTo(new JsonArray(Revisions.ALL));
        assertThat(Revisions.ALL).startsWith(REVISION);
        assertThat(answer.result().getString("resultType")).isEqualTo("complete");
        assertThat(answer.result().getString("cacheScope")).isEqualTo("private");
        assertThat(answer.result().getJsonObject("capabilities").fieldNames())
                .containsExactly("tools", "prompts", "resources", "completions", "extensions");
        assertThat(answer.result()
                        .getJsonObject("_meta")
                        .getJsonObject(META + "serverInfo")
                        .getString("name"))
                .isEqualTo("probe-mcp");
        assertThat(answer.http().headers().firstValue("Mcp-Session-Id")).isEmpty();
    }

    @Test
    void callsAToolWithoutASession() {
        var audit = new AuditLines();
        Answer answer = client.call("echo", new JsonObject().put("message", "hello"));
        assertThat(answer.result()
                        .getJsonObject("structuredContent")
                        .getJsonArray("said")
                        .getString(0))
                .isEqualTo("hello");
        assertThat(answer.result().getString("resultType")).isEqualTo("complete");
        assertThat(audit.written()).singleElement().satisfies(record -> {
            assertThat(record.getString("tool")).isEqualTo("echo");
            assertThat(record.getString("door")).isEqualTo("mcp_http");
            assertThat(record.containsKey("session")).isFalse();
            assertThat(record.getJsonObject("arguments").fieldNames()).containsExactly("message");
        });
    }

    @Test
    void ignoresASessionThatDoesNotExist() {
        JsonObject message = client.message("tools/list", NOTHING, meta());
        Map<String, String> headers = headers(message);
        headers.put("Mcp-Session-Id", "of-another-era");
        assertThat(client.send(message, headers).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "MCP-Protocol-Version, , -32020",
        "MCP-Protocol-Version, 2025-11-25, -32020",
        "Mcp-Method, , -32020",
        "Mcp-Method, tools/list, -32020",
        "Mcp-Name, , -32020",
        "Mcp-Name, ECHO, -32020",
        "Mcp-Name, =?base64?!?=, -32020",
        "Mcp-Name, =?base64?ZWNobw?=, -32020",
        "Mcp-Name, =?base64?=, -32020"
    })
    void refusesHeadersThatDoNotSayWhatTheBodySays(String header, String value, int code) {
        JsonObject message = client.message("tools/call", new JsonObject().put("name", "echo"), meta());
        Map<String, String> headers = headers(message);
        headers.remove(header);
        if (value != null) {
            headers.put(header, value);
        }
        var audit = new AuditLines();
        assertRefused(client.send(message, headers), 400, code, message.getString("id"));
        assertThat(audit.written()).singleElement().satisfies(record -> {
            assertThat(record.getString("outcome")).isEqualTo("invalid");
            assertThat(record.getString("action")).isEqualTo("tools/call");
        });
    }

    /** Of two values, one reader takes the first and another the last; other characters than ASCII's come in Base64. */
    @ParameterizedTest
    @ValueSource(strings = {"Mcp-Name: echo\r\nMcp-Name: wipe", "Mcp-Name: ech\u00f6"})
    void refusesANameThatReadersMayTakeForAnother(String headers) throws IOException {
        JsonObject message = client.message("tools/call", new JsonObject().put("name", "ech\u00f6"), meta());
        if (!headers.contains("\u00f6")) {
            message.getJsonObject("params").put("name", "echo");
        }
        byte[] body = message.encode().getBytes(StandardCharsets.UTF_8);
        String head = "POST /mcp HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nX-API-Key: " + DoorClient.KEY
                + "\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\nMCP-Protocol-Version: " + REVISION
                + "\r\nMcp-Method: tools/call\r\n" + headers + "\r\n\r\n";
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("-32020");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "5", "true"})
    void refusesArgumentsThatAreNoObjectAsAMalformedRequest(String arguments) {
        Answer answer = client.request(
                "tools/call", new JsonObject().put("name", "echo").put("arguments", Json.decodeValue(arguments)));
        assertRefused(answer, 200, -32602, answer.body().getString("id"));
    }

    /** What the client sends for an argument, and in the header of the same name; "-" for nothing. */
    @ParameterizedTest
    @CsvSource({
        "region, '\"us-west1\"', us-west1, true",
        "region, '\"us-west1\"', us-west2, false",
        "region, '\"us-west1\"', US-WEST1, false",
        "region, '\"us-west1\"', -, false",
        "region, '\"größe\"', =?base64?Z3LDtsOfZQ==?=, true",
        "region, '\"Hello\"', =?base64?SGVsbG8=?=, true",
        "region, '\"Hello\"', =?base64?SGVsbG8?=, false",
        "region, '\"Hello\"', =?base64?SGVs!!!bG8=?=, false",
        "region, '\"SGVsbG8=\"', SGVsbG8=, true",
        "region, '\"=?base64?SGVsbG8=\"', =?base64?SGVsbG8=, true",
        "region, null, -, true",
        "region, null, us-west1, false",
        "region, -, -, true",
        "region, -, us-west1, false",
        "count, 42, 42.0, true",
        "count, 42, 43, false",
        "count, 42, many, false",
        "deep, '{\"on\": true}', true, true",
        "deep, '{\"on\": true}', false, false",
        "other, '\"x\"', -, true"
    })
    void comparesArgumentsWithTheHeadersThatTheirSchemaNames(String name, String value, String header, boolean right) {
        tools.replace("test", List.of(mirrored()));
        var arguments = new JsonObject(value.equals("-") ? "{}" : "{\"" + name + "\": " + value + "}");
        JsonObject message = client.message(
                "tools/call", new JsonObject().put("name", "mirror").put("arguments", arguments), meta());
        Map<String, String> headers = headers(message);
        if (!header.equals("-")) {
            headers.put("Mcp-Param-" + name, header);
        }
        Answer answer = client.send(message, headers);
        if (right) {
            assertThat(answer.result().getBoolean("isError")).isFalse();
        } else {
            assertRefused(answer, 400, -32020, message.getString("id"));
        }
    }

    @Test
    void tellsNobodyOfHeadersOfAToolThatItMayNotUse() {
        tools.replace("test", List.of(mirrored()));
        try (var other = new StatelessClient(base, TwoClients.OTHER_KEY)) {
            Answer answer = other.call("mirror", new JsonObject().put("region", "us-west1"));
            assertThat(answer.errorText()).startsWith("not_found: ");
        }
    }

    private static Tool<?, ?> mirrored() {
        ObjectNode schema = ToolJson.object("""
                        {"type": "object", "properties": {
                          "region": {"type": ["string", "null"], "x-mcp-header": "region"},
                          "count": {"type": "integer", "x-mcp-header": "count"},
                          "deep": {"type": "object", "properties": {"on": {"type": "boolean", "x-mcp-header": "deep"}}},
                          "other": {"type": "string"}}}
                        """).orElseThrow();
        return Tool.changes("mirror", "probe", ToolHints.ADDS)
                .title("Mirror")
                .description("Has arguments that headers say again.")
                .does(schema, ProbeTools.NoteOutput.class, (input, call) -> new ProbeTools.NoteOutput(0));
    }

    @Test
    void readsANameThatIsNoHeaderAsItIs() {
        JsonObject message = client.message("prompts/get", new JsonObject().put("name", "größe"), meta());
        Map<String, String> headers = headers(message);
        String encoded = Base64.getEncoder().encodeToString("größe".getBytes(StandardCharsets.UTF_8));
        headers.put("Mcp-Name", "=?base64?" + encoded + "?=");
        assertThat(client.send(message, headers).errorText()).contains("no prompt named \"größe\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2099-01-01", "", "\u0000"})
    void namesItsRevisionsToWhoWantsAnother(String revision) {
        JsonObject message = client.message("tools/list", NOTHING, meta().put(META + "protocolVersion", revision));
        Map<String, String> headers = headers(message);
        headers.put("MCP-Protocol-Version", revision.equals("\u0000") ? "0" : revision);
        Answer answer = client.send(message, headers);
        assertThat(answer.status()).isEqualTo(400);
        if (answer.errorCode() == -32022) {
            JsonObject data = answer.body().getJsonObject("error").getJsonObject("data");
            assertThat(data.getJsonArray("supported")).isEqualTo(new JsonArray(Revisions.ALL));
            assertThat(data.getString("requested")).isEqualTo(revision);
        } else {
            assertThat(answer.errorCode()).isEqualTo(-32020);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocolVersion", "clientCapabilities"})
    void refusesARequestThatDoesNotSayAllOfItself(String missing) {
        JsonObject meta = meta();
        meta.remove(META + missing);
        JsonObject message = client.message("tools/list", NOTHING, meta);
        assertRefused(client.send(message, headers(message)), 400, -32602, message.getString("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "resources/unsubscribe",
                "tasks/list",
                "",
                "Tools/list"
            })
    void hasNoMethodsOfOtherEras(String method) {
        JsonObject message = client.message(method, NOTHING, meta());
        var audit = new AuditLines();
        assertRefused(client.send(message, headers(message)), 404, -32601, message.getString("id"));
        assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("outcome"))
                .isEqualTo("invalid"));
    }

    static Stream<String> bodies() {
        return Stream.of(
                "",
                "{",
                "[]",
                "1",
                "null",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":2}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":" + "[".repeat(500)
                        + "]".repeat(500) + "}");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void refusesWhatIsNoMessage(String body) {
        var audit = new AuditLines();
        Answer answer = client.send(body, Map.of("MCP-Protocol-Version", REVISION, "Mcp-Method", "tools/list"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isIn(-32700, -32600);
        // The schema has no null for an id that is not known.
        assertThat(answer.body().getMap()).doesNotContainEntry("id", null);
        assertThat(audit.written()).hasSize(1);
    }

    @Test
    void refusesWhatIsNoUtf8() {
        JsonObject message = client.message("tools/call", new JsonObject().put("name", "echo"), meta());
        byte[] bytes = message.encode().replace("echo", "\u00e4").getBytes(StandardCharsets.ISO_8859_1);
        Answer answer = client.send(bytes, headers(message));
        assertThat(List.of(answer.status(), answer.errorCode())).isEqualTo(List.of(400, -32700));
    }

    @Test
    void takesNotificationsAndDoesNothing() {
        JsonObject message = client.message("notifications/cancelled", NOTHING, meta());
        message.remove("id");
        Answer answer = client.send(message, headers(message));
        assertThat(List.of(answer.status(), answer.http().body())).isEqualTo(List.of(202, ""));
    }

    @Test
    void leavesOldClientsToTheEndpointWithSessions() {
        try (var old = DoorClient.streamable(base, DoorClient.KEY)) {
            assertThat(old.call("echo", new JsonObject().put("message", "a " + META + "protocolVersion in a text"))
                            .code())
                    .isNull();
        }
    }

    @Test
    void saysThatAResourceIsMissingAsThisRevisionDoes() {
        Answer answer = client.request("resources/read", new JsonObject().put("uri", "note://none.md"));
        assertRefused(answer, 200, -32602, answer.body().getString("id"));
    }

    @Test
    void reportsProgressBeforeTheAnswer() {
        JsonObject message = client.message(
                "tools/call",
                new JsonObject().put("name", "echo").put("arguments", new JsonObject().put("message", "hello")),
                meta().put("progressToken", "p"));
        List<JsonObject> heard = client.stream(message).toList();
        assertThat(heard.getFirst().getString("method")).isEqualTo("notifications/progress");
        assertThat(heard.getFirst().getJsonObject("params").getString("progressToken"))
                .isEqualTo("p");
        assertThat(heard.getLast().getJsonObject("result").getString("resultType"))
                .isEqualTo("complete");
        assertThat(heard.getLast().getString("id")).isEqualTo(message.getString("id"));
    }

    @Test
    void stopsWorkingWhenTheClientIsGone() throws Exception {
        ProbeTools.cancelled = new CountDownLatch(1);
        JsonObject message = client.message(
                "tools/call",
                new JsonObject().put("name", "work_long").put("arguments", new JsonObject()),
                meta().put("progressToken", 1));
        client.stream(message).iterator().next();
        client.close();
        assertThat(ProbeTools.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertRefused(Answer answer, int status, int code, String id) {
        assertThat(answer.status()).as(answer.body().encode()).isEqualTo(status);
        assertThat(answer.errorCode()).as(answer.body().encode()).isEqualTo(code);
        assertThat(answer.body().getString("id")).isEqualTo(id);
    }
}
