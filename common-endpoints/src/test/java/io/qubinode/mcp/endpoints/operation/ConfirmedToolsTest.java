package io.qubinode.mcp.endpoints.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.ClientCapability;
import io.quarkiverse.mcp.server.test.McpAssured;
import io.quarkiverse.mcp.server.test.McpAssured.McpStreamableTestClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.McpPolling;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = {
            @ResourceArg(name = "probe.mcp.tools.dangerous.confirm", value = "true"),
            @ResourceArg(name = "probe.mcp.tools.probe.confirm", value = "true"),
            @ResourceArg(name = "qubinode.confirm-timeout", value = "3s")
        })
class ConfirmedToolsTest {

    private static final JsonObject WEB1 = new JsonObject().put("note_name", "web1");

    @TestHTTPResource
    URI base;

    private final int before = ProbeTools.WRITTEN.get();

    @Test
    void runsWhatTakesSomethingAwayWhenTheUserConfirmsIt() {
        var audit = new AuditLines();
        try (var client = new Asked(base)) {
            JsonObject call = client.call("wipe", WEB1.copy().put("api_token", "abcdef"));
            JsonObject question = client.question();
            assertThat(question.getString("message"))
                    .isEqualTo("Run wipe (Wipe a note) on probe-mcp with api_token = \"***\", note_name = \"web1\"?"
                            + " It may delete, overwrite or interrupt something.");
            assertThat(question.getJsonObject("requestedSchema").getJsonArray("required"))
                    .containsExactly("confirm");
            assertThat(audit.written()).allMatch(line -> line.getString("tool") == null);
            client.answer(accepted(true));
            assertThat(client.result(call).getJsonObject("structuredContent").getInteger("written"))
                    .isEqualTo(before + 1);
        }
        assertThat(audit.written())
                .filteredOn(line -> "wipe".equals(line.getString("tool")))
                .extracting(line -> line.getString("event") + " " + line.getString("outcome"))
                .containsExactly("started null", "ended ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\": \"decline\"}",
                "{\"action\": \"cancel\"}",
                "{\"action\": \"accept\"}",
                "{\"action\": \"accept\", \"content\": {\"confirm\": false}}",
                "{\"action\": \"accept\", \"content\": {\"confirm\": \"true\"}}"
            })
    void doesNothingWithoutAYes(String answer) {
        var audit = new AuditLines();
        try (var client = new Asked(base)) {
            JsonObject call = client.call("wipe", WEB1);
            client.question();
            client.answer(new JsonObject(answer));
            assertDenied(client.result(call), "The user did not confirm wipe; nothing was done.");
        }
        assertOneRecord(audit);
    }

    @Test
    void doesNothingWhenNobodyAnswersInTime() {
        var audit = new AuditLines();
        try (var client = new Asked(base)) {
            assertDenied(client.result(client.call("wipe", WEB1)), "Nobody confirmed wipe in time; nothing was done.");
        }
        assertOneRecord(audit);
    }

    @Test
    void refusesWhereNobodyCanBeAskedAndSaysHowToGoOn() {
        DoorClient.ofEveryDoor(base, DoorClient.KEY).forEach(client -> {
            try (client) {
                var audit = new AuditLines();
                var answer = client.call("wipe", WEB1);
                assertThat(answer.code()).as(client.door()).isEqualTo("denied");
                assertThat(answer.text())
                        .contains("wipe must be confirmed by a person")
                        .contains("Call it by an MCP client with elicitation")
                        .contains("confirm: false for dangerous");
                assertOneRecord(audit);
            }
        });
    }

    @Test
    void asksNobodyForADryRunOrWhatTakesNothingAway() {
        try (var client = DoorClient.rest(base, DoorClient.KEY)) {
            assertThat(client.call("wipe", WEB1.copy().put("dry_run", true)).code())
                    .isNull();
            assertThat(client.call("wipe", WEB1.copy().put("dry_run", false)).code())
                    .isEqualTo("denied");
            assertThat(client.call("write_note", WEB1).code()).isNull();
        }
    }

    @Test
    void showsArgumentsSuchThatTheyCannotDeceiveTheUser() {
        try (var client = new Asked(base)) {
            JsonObject call = client.call("wipe", new JsonObject().put("note_name", "a\"? No.\n\u202eb"));
            assertThat(client.question().getString("message"))
                    .startsWith("Run wipe (Wipe a note) on probe-mcp with note_name = \"a\\\"? No.\\n\\u{202e}b\"? It");
            client.answer(new JsonObject().put("action", "decline"));
            assertDenied(client.result(call), "The user did not confirm");
        }
    }

    private static JsonObject accepted(boolean ticked) {
        return new JsonObject().put("action", "accept").put("content", new JsonObject().put("confirm", ticked));
    }

    private void assertDenied(JsonObject result, String sentence) {
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                .startsWith("denied: " + sentence);
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    private void assertOneRecord(AuditLines audit) {
        assertThat(ProbeTools.WRITTEN).hasValue(before);
        assertThat(audit.written())
                .filteredOn(line -> "wipe".equals(line.getString("tool")))
                .extracting(line -> line.getString("event") + " " + line.getString("outcome"))
                .containsExactly("ended denied");
    }

    /** A client of MCP whose user can be asked. */
    private static final class Asked implements AutoCloseable {
        private final McpStreamableTestClient client;
        private JsonObject asked;

        private Asked(URI base) {
            McpPolling.often();
            client = McpAssured.newStreamableClient()
                    .setBaseUri(base)
                    .setClientCapabilities(new ClientCapability(ClientCapability.ELICITATION, Map.of()))
                    .setAdditionalHeaders(
                            message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", DoorClient.KEY))
                    .build()
                    .connect();
        }

        private JsonObject call(String tool, JsonObject arguments) {
            JsonObject call = client.newRequest("tools/call")
                    .put("params", new JsonObject().put("name", tool).put("arguments", arguments));
            client.sendAndForget(call);
            return call;
        }

        private JsonObject question() {
            asked = client.waitForRequests(1).requests().getFirst();
            assertThat(asked.getString("method")).isEqualTo("elicitation/create");
            return asked.getJsonObject("params");
        }

        private void answer(JsonObject result) {
            client.sendAndForget(new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("id", asked.getValue("id"))
                    .put("result", result));
        }

        private JsonObject result(JsonObject call) {
            return client.waitForResponse(call).getJsonObject("result");
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
