package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.ThreeClients;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that are on disk, of which a client wants to hear. */
@QuarkusTest
@TestProfile(ThreeClients.class)
class WatchedTasksTest {

    private static final CallerId OWNER = new CallerId(ApiKeyAuthenticator.METHOD, "default");

    @TestHTTPResource
    URI base;

    @Inject
    Stores stores;

    @Test
    void areAllToldToAClientThatReadsSlowerThanTheyAreFound() throws Exception {
        List<String> ids = ended("slow");
        try (var slow = listening(ids)) {
            assertThat(told(slow, ids.size())).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void keepNoStreamOpenThatIsNotRead() throws Exception {
        List<String> ids = ended("idle");
        try (var idle = listening(ids);
                var clock = new StatelessClient(base, DoorClient.KEY)) {
            // Each stream gets its comments at the same moments.
            assertThat(clock.lines(message(clock, List.of()))
                            .filter(":"::equals)
                            .limit(25))
                    .hasSize(25);
            assertThat(told(idle, ids.size())).hasSizeLessThan(ids.size());
        }
    }

    /** The ids of the tasks that a client is told of, until there are so many or the stream ends. */
    private static List<String> told(Socket client, int most) throws IOException {
        var told = new ArrayList<String>();
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:") && line.contains("notifications/tasks")) {
                    told.add(new JsonObject(line.substring("data:".length()))
                            .getJsonObject("params")
                            .getString("taskId"));
                }
                if (told.size() == most) {
                    break;
                }
            }
        } catch (SocketException | DecodeException reset) {
            return told;
        }
        return told;
    }

    @Test
    void areNotTheClientsFaultWhenTheyCannotBeRead() throws IOException {
        Path broken = Path.of("target", "trail", "probe-mcp.tasks", ExpiringStore.name(OWNER, "broken") + ".json");
        Files.createDirectories(broken);
        var audit = new AuditLines();
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            JsonObject message = message(client, List.of("broken"));
            Answer answer = client.send(message, StatelessClient.headers(message));
            assertThat(answer.errorText()).startsWith("internal: ");
        } finally {
            Files.delete(broken);
        }
        assertThat(audit.written()).singleElement().satisfies(record -> assertThat(record.getString("outcome"))
                .isEqualTo("error"));
    }

    /** More than all buffers between the two can hold. */
    private List<String> ended(String name) throws IOException {
        List<String> ids =
                IntStream.range(0, 20).mapToObj(number -> name + number).toList();
        var error = new ToolError(ErrorCode.NOT_FOUND, "x".repeat(300_000), "");
        for (String id : ids) {
            stores.tasks()
                    .put(
                            ExpiringStore.name(OWNER, id),
                            ToolJson.MAPPER
                                    .createObjectNode()
                                    .put("created", "2026-12-01T00:00:00Z")
                                    .put("updated", "2026-12-01T00:00:00Z")
                                    .put("status", "COMPLETED")
                                    .set("error", ToolJson.MAPPER.valueToTree(error)));
        }
        return ids;
    }

    private Socket listening(List<String> ids) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1 << 16);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        try (var client = new StatelessClient(base, DoorClient.KEY)) {
            socket.getOutputStream().write(ListenTest.posted(message(client, ids)));
        }
        return socket;
    }

    private static JsonObject message(StatelessClient client, List<String> ids) {
        JsonObject wanted = new JsonObject().put("taskIds", StatelessClient.texts(ids.toArray(String[]::new)));
        return client.message(
                "subscriptions/listen", new JsonObject().put("notifications", wanted), StatelessClient.metaWithTasks());
    }
}
