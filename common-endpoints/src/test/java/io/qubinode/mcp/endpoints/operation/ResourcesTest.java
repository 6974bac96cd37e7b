package io.qubinode.mcp.endpoints.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.ProbeResources;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources at both MCP doors: who may not use the tool sees and reads nothing, and each reading is in the audit trail. */
@QuarkusTest
class ResourcesTest {

    @TestHTTPResource
    URI base;

    @Inject
    Event<ResourcesChanged> changed;

    @BeforeEach
    void list() {
        changed.fire(new ResourcesChanged());
    }

    @Test
    void listsWhatTheCallerMayRead() {
        atBothDoors(door -> assertThat(listed(door))
                .containsExactly("note://a.md", "note://folder/b.md", "note://folder/deep/c.md"));
    }

    @Test
    void listsWhatCameAndNotWhatWent() {
        ProbeResources.NOTES.put("new.md", "N");
        try {
            changed.fire(new ResourcesChanged());
            atBothDoors(door -> assertThat(listed(door)).contains("note://new.md"));
        } finally {
            ProbeResources.NOTES.remove("new.md");
        }
        changed.fire(new ResourcesChanged());
        atBothDoors(door -> assertThat(listed(door)).doesNotContain("note://new.md"));
    }

    @Test
    void namesTheTemplateWithItsSlashes() {
        atBothDoors(door -> assertThat(
                        result(door, "resources/templates/list", new JsonObject())
                                .getJsonArray("resourceTemplates")
                                .stream()
                                .map(each -> ((JsonObject) each).getString("uriTemplate")))
                .containsExactly("note://{+path}"));
    }

    @ParameterizedTest
    @CsvSource({"note://a.md,A", "note://folder/b.md,B", "note://folder/deep/c.md,C"})
    void readsAndRecords(String uri, String text) {
        atBothDoors(door -> {
            var audit = new AuditLines();
            JsonObject read = result(door, "resources/read", new JsonObject().put("uri", uri))
                    .getJsonArray("contents")
                    .getJsonObject(0);
            assertThat(read)
                    .isEqualTo(
                            new JsonObject().put("uri", uri).put("text", text).put("mimeType", "text/plain"));
            assertThat(audit.written()).hasSize(1);
            assertThat(audit.written().getFirst().getString("tool")).isEqualTo("resources/read");
            assertThat(audit.written().getFirst().getString("permission")).isEqualTo("read");
            assertThat(audit.written().getFirst().getString("door")).isEqualTo(door.door());
            assertThat(audit.written().getFirst().getString("outcome")).isEqualTo("ok");
            assertThat(audit.written().getFirst().getJsonObject("arguments").getString("uri"))
                    .isEqualTo(uri);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "note://none.md,-32002,error",
        "note://folder/none.md,-32002,error",
        "note://a.md/../b,-32002,error",
        "note://,-32002,error",
        "secret://key.md,-32002,denied",
        "file:///etc/passwd,-32002,invalid",
        "nothing,-32002,invalid",
        "note://broken/broken,-32603,error"
    })
    void refusesAndRecordsWhatIsNotThereOrNotForTheCaller(String uri, int code, String outcome) {
        atBothDoors(door -> {
            var audit = new AuditLines();
            JsonObject error = message(door, "resources/read", new JsonObject().put("uri", uri))
                    .getJsonObject("error");
            assertThat(error.getInteger("code")).isEqualTo(code);
            assertThat(error.getString("message")).doesNotContain("/etc/somewhere");
            assertThat(audit.written()).hasSize(1);
            assertThat(audit.written().getFirst().getString("outcome")).isEqualTo(outcome);
        });
    }

    /** What is read goes to a language model as what a tool finds does. */
    @Test
    void showsWhatIsHiddenInATextAndInItsName() {
        String hidden = "\u202e" + Character.toString(0xE0041) + "\u0000";
        ProbeResources.NOTES.put("odd\u202e.md", "a\n\t" + hidden + "z é");
        try {
            changed.fire(new ResourcesChanged());
            atBothDoors(door -> {
                String name = complete(door, "note://{+path}", "path", "odd")
                        .getJsonObject("result")
                        .getJsonObject("completion")
                        .getJsonArray("values")
                        .getString(0);
                assertThat(name).isEqualTo("odd%E2%80%AE.md");
                assertThat(result(door, "resources/list", new JsonObject()).encode())
                        .contains("odd\\\\u{202e}.md");
                assertThat(result(door, "resources/read", new JsonObject().put("uri", "note://odd\u202e.md"))
                                .getJsonArray("contents")
                                .getJsonObject(0)
                                .getString("text"))
                        .isEqualTo("a\n\t\\u{202e}\\u{e0041}\\u{0}z é");
            });
        } finally {
            ProbeResources.NOTES.remove("odd\u202e.md");
        }
        changed.fire(new ResourcesChanged());
    }

    @Test
    void saysTheSameOfWhatIsNotThereAndOfWhatIsNotForTheCaller() {
        atBothDoors(door -> assertThat(message(door, "resources/read", new JsonObject().put("uri", "secret://key.md"))
                        .getJsonObject("error"))
                .isEqualTo(message(door, "resources/read", new JsonObject().put("uri", "other://key.md"))
                        .getJsonObject("error")));
    }

    @ParameterizedTest
    @CsvSource({"folder/,2", "deep,1", "'',3", "C.MD,1", "none,0"})
    void completesPaths(String start, int many) {
        atBothDoors(door -> {
            JsonObject completion = complete(door, "note://{+path}", "path", start)
                    .getJsonObject("result")
                    .getJsonObject("completion");
            assertThat(completion.getJsonArray("values")).hasSize(many);
            assertThat(completion.getInteger("total")).isEqualTo(many);
            assertThat(completion.getBoolean("hasMore")).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret://{+path}", "other://{+path}", "note://{path}"})
    void completesNothingOfWhatIsNotForTheCaller(String template) {
        atBothDoors(door -> assertThat(complete(door, template, "path", "")
                        .getJsonObject("error")
                        .getInteger("code"))
                .isEqualTo(-32602));
    }

    @Test
    void tellsClientsThatThereAreResourcesAndCompletion() {
        try (var client = io.quarkiverse.mcp.server.test.McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setAdditionalHeaders(message ->
                        io.vertx.core.MultiMap.caseInsensitiveMultiMap().add("X-API-Key", DoorClient.KEY))
                .build()
                .connect(initialized -> assertThat(initialized.capabilities())
                        .extracting(io.quarkiverse.mcp.server.test.McpAssured.ServerCapability::name)
                        .contains("resources", "completions"))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    private static JsonObject complete(DoorClient.Mcp door, String template, String argument, String start) {
        return message(
                door,
                "completion/complete",
                new JsonObject()
                        .put("ref", new JsonObject().put("type", "ref/resource").put("uri", template))
                        .put("argument", new JsonObject().put("name", argument).put("value", start)));
    }

    private static List<String> listed(DoorClient.Mcp door) {
        return result(door, "resources/list", new JsonObject()).getJsonArray("resources").stream()
                .map(each -> ((JsonObject) each).getString("uri"))
                .toList();
    }

    private static JsonObject result(DoorClient.Mcp door, String method, JsonObject params) {
        JsonObject message = message(door, method, params);
        assertThat(message.containsKey("error")).as(message.encode()).isFalse();
        return message.getJsonObject("result");
    }

    private static JsonObject message(DoorClient.Mcp door, String method, JsonObject params) {
        return door.messages().request(method, params);
    }

    private void atBothDoors(Consumer<DoorClient.Mcp> look) {
        for (DoorClient client :
                List.of(DoorClient.streamable(base, DoorClient.KEY), DoorClient.sse(base, DoorClient.KEY))) {
            try (client) {
                look.accept((DoorClient.Mcp) client);
            }
        }
    }
}
