package io.qubinode.mcp.endpoints.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.EventStream;
import io.qubinode.mcp.endpoints.testing.ProbeResources;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolHints;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client hears of a change only when it may know what changed. That a client hears nothing shows in what it hears next: a change that
 * both clients may know of is made after the one that only one of them may.
 */
@QuarkusTest
@TestProfile(TwoClients.class)
class SubscriptionsTest {

    private static final String TOOLS = "notifications/tools/list_changed";
    private static final String RESOURCES = "notifications/resources/list_changed";
    private static final String UPDATED = "notifications/resources/updated";

    @TestHTTPResource
    URI base;

    @Inject
    ToolCatalogue tools;

    @Inject
    Event<ResourcesChanged> changed;

    private EventStream first;
    private EventStream other;

    @BeforeEach
    void listen() {
        changed.fire(new ResourcesChanged());
        first = EventStream.open(base, DoorClient.KEY);
        other = EventStream.open(base, TwoClients.OTHER_KEY);
    }

    @AfterEach
    void restore() {
        first.close();
        other.close();
        tools.replace("test", List.of());
        ProbeResources.NOTES.put("a.md", "A");
        ProbeResources.NOTES.remove("new.md");
        TwoClients.DRAFTS.put("a.md", "A");
        TwoClients.DRAFTS.remove("new.md");
        changed.fire(new ResourcesChanged());
    }

    @Test
    void tellsOfToolsThatTheClientMayUse() {
        tools.replace("test", List.of(changing("added")));
        change(ProbeResources.NOTES, "new.md");
        assertThat(first.next().getString("method")).isEqualTo(TOOLS);
        assertThat(first.next().getString("method")).isEqualTo(RESOURCES);
        assertThat(other.next().getString("method")).isEqualTo(RESOURCES);
    }

    @Test
    void tellsNobodyOfToolsThatAreNotOffered() {
        tools.replace("test", List.of(reading("added", "off_by_default")));
        change(ProbeResources.NOTES, "new.md");
        assertThat(first.next().getString("method")).isEqualTo(RESOURCES);
        assertThat(other.next().getString("method")).isEqualTo(RESOURCES);
    }

    @Test
    void tellsOfResourcesWhoseToolTheClientMayUse() {
        change(TwoClients.DRAFTS, "new.md");
        tools.replace("test", List.of(reading("added", "probe")));
        assertThat(first.next().getString("method")).isEqualTo(RESOURCES);
        assertThat(first.next().getString("method")).isEqualTo(TOOLS);
        assertThat(other.next().getString("method")).isEqualTo(TOOLS);
    }

    @Test
    void tellsOnlySubscribersOfANewText() {
        assertThat(first.request("resources/subscribe", uri("note://a.md")).encode())
                .contains("\"result\":");
        change(ProbeResources.NOTES, "a.md");
        tools.replace("test", List.of(reading("added", "probe")));
        JsonObject told = first.next();
        assertThat(told.getString("method")).isEqualTo(UPDATED);
        assertThat(told.getJsonObject("params")).isEqualTo(uri("note://a.md"));
        assertThat(other.next().getString("method")).isEqualTo(TOOLS);
    }

    @Test
    void tellsOfNoTextThatTheSubscriberMayNoLongerRead() {
        assertThat(first.request("resources/subscribe", uri("draft://a.md")).encode())
                .contains("\"result\":");
        change(TwoClients.DRAFTS, "a.md");
        assertThat(first.next().getString("method")).isEqualTo(UPDATED);
        first.as(TwoClients.READING_KEY).request("tools/list", new JsonObject());
        change(TwoClients.DRAFTS, "a.md");
        change(TwoClients.DRAFTS, "new.md");
        tools.replace("test", List.of(changing("added")));
        tools.replace("test", List.of(reading("added", "probe")));
        assertThat(first.next().getString("method")).isEqualTo(TOOLS);
        first.as(DoorClient.KEY).request("tools/list", new JsonObject());
        change(TwoClients.DRAFTS, "a.md");
        assertThat(first.next().getString("method")).isEqualTo(UPDATED);
    }

    @Test
    void hasNoSubscriptionToWhatTheClientMayNotRead() {
        assertThat(other.request("resources/subscribe", uri("draft://a.md")).encode())
                .contains("\"error\":");
    }

    private void change(Map<String, String> texts, String path) {
        texts.merge(path, "A", String::concat);
        changed.fire(new ResourcesChanged());
    }

    private static JsonObject uri(String uri) {
        return new JsonObject().put("uri", uri);
    }

    private static Tool<?, ?> reading(String name, String group) {
        return Tool.reads(name, group)
                .title("Added")
                .description("Comes and goes.")
                .does(ProbeTools.Empty.class, ProbeTools.NoteOutput.class, (in, call) -> new ProbeTools.NoteOutput(0));
    }

    private static Tool<?, ?> changing(String name) {
        return Tool.changes(name, "probe", ToolHints.ADDS)
                .title("Added")
                .description("Comes and goes.")
                .does(ProbeTools.Empty.class, ProbeTools.NoteOutput.class, (in, call) -> new ProbeTools.NoteOutput(0));
    }
}
