package io.qubinode.mcp.endpoints.mcp.stateless;

import static io.qubinode.mcp.endpoints.testing.StatelessClient.META;
import static io.qubinode.mcp.endpoints.testing.StatelessClient.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.ProbeResources;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client hears of what it asked for and may know of; that it hears nothing else shows in what it hears next. */
@QuarkusTest
@TestProfile(TwoClients.class)
class ListenTest {

    private static final String TOOLS = "notifications/tools/list_changed";
    private static final String RESOURCES = "notifications/resources/list_changed";
    private static final String UPDATED = "notifications/resources/updated";
    private static final JsonObject BOTH =
            new JsonObject().put("toolsListChanged", true).put("resourcesListChanged", true);

    @TestHTTPResource
    URI base;

    @Inject
    ToolCatalogue tools;

    @Inject
    Event<ResourcesChanged> changed;

    private StatelessClient first;
    private StatelessClient other;

    @BeforeEach
    void open() {
        changed.fire(new ResourcesChanged());
        first = new StatelessClient(base, DoorClient.KEY);
        other = new StatelessClient(base, TwoClients.OTHER_KEY);
    }

    @AfterEach
    void restore() {
        first.close();
        other.close();
        tools.replace("test", List.of());
        ProbeResources.NOTES.put("a.md", "A");
        ProbeResources.NOTES.remove("new.md");
        TwoClients.DRAFTS.put("a.md", "A");
        changed.fire(new ResourcesChanged());
    }

    @Test
    void saysFirstWhatTheClientWillHearOf() {
        JsonObject wanted = BOTH.copy()
                .put("promptsListChanged", true)
                .put("resourceSubscriptions", texts("note://a.md", "note://none.md", "x"));
        JsonObject told = first.listen(wanted).next();
        assertThat(told.getString("method")).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(told.getJsonObject("params").getJsonObject("notifications"))
                .isEqualTo(BOTH.copy().put("resourceSubscriptions", texts("note://a.md", "note://none.md")));
        assertThat(told.getJsonObject("params").getJsonObject("_meta").getString(META + "subscriptionId"))
                .isEqualTo("r1");
    }

    @Test
    void tellsOfToolsThatTheClientMayUse() {
        Iterator<JsonObject> may = begun(first, BOTH);
        Iterator<JsonObject> mayNot = begun(other, BOTH);
        tools.replace("test", List.of(changing()));
        change();
        assertThat(may.next().getString("method")).isEqualTo(TOOLS);
        JsonObject next = may.next();
        assertThat(next.getString("method")).isEqualTo(RESOURCES);
        assertThat(next.getJsonObject("params").getJsonObject("_meta").getString(META + "subscriptionId"))
                .isEqualTo("r1");
        assertThat(mayNot.next().getString("method")).isEqualTo(RESOURCES);
    }

    @Test
    void tellsOfNothingThatWasNotAskedFor() {
        Iterator<JsonObject> heard = begun(first, new JsonObject().put("resourcesListChanged", true));
        tools.replace("test", List.of(changing()));
        change();
        assertThat(heard.next().getString("method")).isEqualTo(RESOURCES);
    }

    @Test
    void tellsOfNewTextsOfResourcesThatTheClientMayRead() {
        JsonObject wanted = BOTH.copy().put("resourceSubscriptions", texts("draft://a.md", "note://a.md"));
        Iterator<JsonObject> may = begun(first, wanted);
        Iterator<JsonObject> mayNot = begun(other, wanted);
        TwoClients.DRAFTS.merge("a.md", "A", String::concat);
        changed.fire(new ResourcesChanged());
        JsonObject told = may.next();
        assertThat(told.getString("method")).isEqualTo(UPDATED);
        assertThat(told.getJsonObject("params").getString("uri")).isEqualTo("draft://a.md");
        change();
        assertThat(mayNot.next().getString("method")).isEqualTo(RESOURCES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"notifications\": 1}",
                "{\"notifications\": {\"resourceSubscriptions\": \"note://a.md\"}}",
                "{\"notifications\": {\"resourceSubscriptions\": [1]}}"
            })
    void refusesWhatItCannotRead(String params) {
        Answer answer = first.request("subscriptions/listen", new JsonObject(params));
        assertThat(answer.errorCode()).isEqualTo(-32602);
    }

    @Test
    void givesAClientItsShareOfStreams() {
        var audit = new AuditLines();
        int begun = 0;
        while (first.listen(BOTH).hasNext()) {
            begun++;
        }
        // A stream of the test before may still be ending.
        assertThat(begun).isBetween(ListenStreams.MOST - 10, ListenStreams.MOST);
        Answer answer = first.request("subscriptions/listen", new JsonObject().put("notifications", BOTH));
        assertThat(answer.errorText()).startsWith("throttled: ");
        begun(other, BOTH);
        assertThat(audit.written()).hasSize(begun + 3);
    }

    @Test
    void keepsAStreamOpenOnWhichNothingHappens() {
        assertThat(first.lines(first.listening(BOTH)).anyMatch(":"::equals)).isTrue();
    }

    @Test
    void letsAClientGoThatDoesNotRead() throws Exception {
        String path = "x".repeat(8_000) + ".md";
        ProbeResources.NOTES.put(path, "");
        changed.fire(new ResourcesChanged());
        JsonObject message = first.listening(new JsonObject().put("resourceSubscriptions", texts("note://" + path)));
        try (var slow = new Socket()) {
            slow.setReceiveBufferSize(4_096);
            slow.setSoTimeout(10_000);
            slow.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            slow.getOutputStream().write(posted(message));
            // More than all buffers between the two can hold.
            for (int number = 1; number <= 2_000; number++) {
                ProbeResources.NOTES.put(path, "y".repeat(number));
                changed.fire(new ResourcesChanged());
            }
            assertThatCode(() -> slow.getInputStream().readAllBytes())
                    .satisfiesAnyOf(ended -> assertThat(ended).isNull(), reset -> assertThat(reset)
                            .isExactlyInstanceOf(SocketException.class));
        } finally {
            ProbeResources.NOTES.remove(path);
        }
    }

    static byte[] posted(JsonObject message) {
        var request = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY
                + "\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n");
        StatelessClient.headers(message).forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
        String body = message.encode();
        return (request + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    private static Iterator<JsonObject> begun(StatelessClient client, JsonObject wanted) {
        Iterator<JsonObject> heard = client.listen(wanted);
        assertThat(heard.next().getString("method")).isEqualTo("notifications/subscriptions/acknowledged");
        return heard;
    }

    private void change() {
        ProbeResources.NOTES.put("new.md", "new");
        changed.fire(new ResourcesChanged());
    }

    private static Tool<?, ?> changing() {
        return Tool.changes("added", "probe", ToolHints.ADDS)
                .title("Added")
                .description("Was added.")
                .does(
                        ProbeTools.Empty.class,
                        ProbeTools.NoteOutput.class,
                        (input, call) -> new ProbeTools.NoteOutput(0));
    }
}
