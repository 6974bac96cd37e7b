package io.qubinode.mcp.endpoints.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.Clients;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.EventStream;
import io.qubinode.mcp.endpoints.testing.ProbeResources;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ManyClientsTest.WithFile.class)
class ManyClientsTest {

    private static final Clients CLIENTS = new Clients("many-clients.json");
    private static final String OLD = "old-key-0123456789abcdef0123456789ab";
    private static final String NEW = "new-key-0123456789abcdef0123456789ab";
    private static final String EXPIRED = "expired-key-0123456789abcdef01234567";

    public static class WithFile extends Settings {
        @Override
        public Map<String, String> start() {
            CLIENTS.write();
            return Map.of("probe.mcp.auth.clients_file", CLIENTS.file().toString());
        }
    }

    @TestHTTPResource
    URI base;

    @Inject
    Authenticators authenticators;

    @Inject
    Event<ResourcesChanged> changed;

    @BeforeEach
    void twoKeysAtOnce() {
        CLIENTS.write(Clients.client("ci", "execute", List.of("e*", "wr*_note"))
                .with(OLD, null)
                .with(NEW, "2999-01-01T00:00:00Z")
                .with(EXPIRED, "2020-01-01T00:00:00Z"));
        authenticators.refresh();
    }

    @Test
    void takesBothKeysOfAClientDuringARotationAndAfterwardsOnlyTheNewOne() {
        assertThat(status(OLD)).isEqualTo(200);
        assertThat(status(NEW)).isEqualTo(200);
        CLIENTS.write(Clients.client("ci", "execute", List.of("*")).with(NEW, null));
        authenticators.refresh();
        assertThat(status(OLD)).isEqualTo(401);
        assertThat(status(NEW)).isEqualTo(200);
    }

    @Test
    void endsTheStreamsOfAKeyThatIsRevokedAndNoOthers() {
        JsonObject wanted = new JsonObject().put("resourcesListChanged", true);
        try (var revoked = new StatelessClient(base, OLD);
                var valid = new StatelessClient(base, NEW);
                var session = EventStream.open(base, OLD)) {
            Iterator<JsonObject> ending = revoked.listen(wanted);
            Iterator<JsonObject> going = valid.listen(wanted);
            ending.next();
            going.next();
            CLIENTS.write(
                    Clients.client("ci", "execute", List.of("e*", "wr*_note")).with(NEW, null));
            assertThat(ending.next().getJsonObject("result").getString("resultType"))
                    .isEqualTo("complete");
            assertThat(ending.hasNext()).isFalse();
            assertThat(session.next().getJsonObject("params").getString("data")).startsWith("unauthenticated: ");
            ProbeResources.NOTES.put("revoked.md", "");
            changed.fire(new ResourcesChanged());
            assertThat(going.next().getString("method")).isEqualTo("notifications/resources/list_changed");
        } finally {
            ProbeResources.NOTES.remove("revoked.md");
            changed.fire(new ResourcesChanged());
        }
    }

    @Test
    void endsAStreamWhoseClientMayNowDoSomethingElse() {
        try (var client = new StatelessClient(base, NEW)) {
            Iterator<JsonObject> heard = client.listen(new JsonObject().put("toolsListChanged", true));
            heard.next();
            CLIENTS.write(
                    Clients.client("ci", "read", List.of("e*", "wr*_note")).with(NEW, null));
            assertThat(heard.next().containsKey("result")).isTrue();
        }
    }

    @Test
    void refusesAKeyThatExpired() {
        assertThat(status(EXPIRED)).isEqualTo(401);
    }

    @Test
    void takesTheKeyOfTheSettingsBesideThoseOfTheFile() {
        assertThat(status(DoorClient.KEY)).isEqualTo(200);
    }

    @Test
    void neverTakesAShortKeyEvenWhenItsHashIsInTheFile() {
        CLIENTS.write(Clients.client("ci", "execute", List.of("*")).with("short", null));
        authenticators.refresh();
        assertThat(status("short")).isEqualTo(401);
    }

    @Test
    void revealsOnlyTheToolsThatTheClientMayUse() {
        DoorClient.ofEveryDoor(base, NEW).forEach(client -> {
            try (client) {
                assertThat(client.listedTools()).as(client.door()).containsExactlyInAnyOrder("echo", "write_note");
                var audit = new AuditLines();
                var refused = client.call("work_long", new JsonObject());
                assertThat(refused.code()).isEqualTo("not_found");
                assertThat(refused.text())
                        .isEqualTo(client.call("work_lone", new JsonObject())
                                .text()
                                .replace("lone", "long"))
                        .doesNotContain("break");
                JsonObject record = audit.written().stream()
                        .filter(line -> "work_long".equals(line.getString("tool")))
                        .findFirst()
                        .orElseThrow();
                assertThat(record.getString("outcome")).isEqualTo("denied");
                assertThat(record.getString("client")).isEqualTo("ci");
            }
        });
    }

    @Test
    void saysInItsHealthThatTheFileIsBroken() {
        CLIENTS.writeText("{broken");
        authenticators.refresh();
        assertThat(status(NEW)).isEqualTo(200);
        given().header("X-API-Key", NEW)
                .get("/health")
                .then()
                .body("status", equalTo("degraded"))
                .body("components.credentials.state", equalTo("down"))
                .body(
                        "components.credentials.problem",
                        org.hamcrest.Matchers.startsWith("many-clients.json: it is not JSON"));
    }

    private static int status(String key) {
        return given().header("X-API-Key", key).get("/tools").statusCode();
    }
}
