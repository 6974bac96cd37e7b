package io.qubinode.mcp.endpoints.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts go the way of tools, by both MCP doors. */
@QuarkusTest
class PromptsTest {

    @TestHTTPResource
    URI base;

    @Test
    void listsThoseWhoseToolsTheCallerMayUse() {
        atBothDoors(door -> {
            JsonArray prompts = ask(door, "prompts/list", new JsonObject())
                    .getJsonObject("result")
                    .getJsonArray("prompts");
            assertThat(prompts).hasSize(1);
            JsonObject prompt = prompts.getJsonObject(0);
            assertThat(prompt.getString("name")).isEqualTo("greet");
            assertThat(prompt.getString("title")).isEqualTo("Greet");
            assertThat(prompt.getJsonArray("arguments").getJsonObject(0).getBoolean("required"))
                    .isTrue();
        });
    }

    @Test
    void givesTheTextAndRecordsIt() {
        atBothDoors(door -> {
            var audit = new AuditLines();
            assertThat(text(get(door, "greet", new JsonObject().put("whom", "Ada"))))
                    .isEqualTo("Say hello to Ada");
            assertThat(text(get(
                            door, "greet", new JsonObject().put("whom", "Ada").put("how", "hi"))))
                    .isEqualTo("Say hi to Ada");
            assertThat(audit.written()).hasSize(2);
            JsonObject record = audit.written().getFirst();
            assertThat(record.getString("tool")).isEqualTo("prompts/get");
            assertThat(record.getString("door")).isEqualTo(door.door());
            assertThat(record.getString("outcome")).isEqualTo("ok");
            assertThat(record.getJsonObject("arguments").getString("name")).isEqualTo("greet");
        });
    }

    @Test
    void whatIsNotOfferedIsCalledAsWhatDoesNotExist() {
        atBothDoors(door -> {
            JsonObject hidden = get(door, "hide", new JsonObject()).getJsonObject("error");
            JsonObject none = get(door, "none", new JsonObject()).getJsonObject("error");
            assertThat(hidden.getString("message").replace("hide", "none")).isEqualTo(none.getString("message"));
            assertThat(hidden.getInteger("code")).isEqualTo(none.getInteger("code"));
        });
    }

    @Test
    void refusesAnArgumentThatIsMissingOrTooLong() {
        atBothDoors(door -> {
            JsonObject missing = get(door, "greet", new JsonObject()).getJsonObject("error");
            assertThat(missing.getInteger("code")).isEqualTo(-32602);
            assertThat(missing.getString("message")).contains("whom is missing");
            JsonObject error = get(door, "greet", new JsonObject().put("whom", "x".repeat(2_001)))
                    .getJsonObject("error");
            assertThat(error.getInteger("code")).isEqualTo(-32602);
            assertThat(error.getString("message")).contains("whom is longer than 2000 characters");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "prompts/get,-32602,params.name",
        "resources/read,-32602,params.uri",
        "resources/subscribe,-32602,params.uri",
        "logging/setLevel,-32602,params.level",
        "completion/complete,-32602,params.ref",
        "notifications/initialized,-32601,no such method"
    })
    void saysWhatARequestLacks(String method, int code, String said) {
        atBothDoors(door -> {
            JsonObject error = ask(door, method, new JsonObject()).getJsonObject("error");
            assertThat(error.getInteger("code")).isEqualTo(code);
            assertThat(error.getString("message")).contains(said);
        });
    }

    private void atBothDoors(Consumer<DoorClient.Mcp> check) {
        for (DoorClient door :
                List.of(DoorClient.streamable(base, DoorClient.KEY), DoorClient.sse(base, DoorClient.KEY))) {
            try (door) {
                check.accept((DoorClient.Mcp) door);
            }
        }
    }

    private static JsonObject get(DoorClient.Mcp door, String name, JsonObject arguments) {
        return ask(door, "prompts/get", new JsonObject().put("name", name).put("arguments", arguments));
    }

    private static JsonObject ask(DoorClient.Mcp door, String method, JsonObject params) {
        return door.messages().request(method, params);
    }

    private static String text(JsonObject response) {
        return response.getJsonObject("result")
                .getJsonArray("messages")
                .getJsonObject(0)
                .getJsonObject("content")
                .getString("text");
    }
}
