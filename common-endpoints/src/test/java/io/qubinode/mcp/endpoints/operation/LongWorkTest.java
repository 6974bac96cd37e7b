package io.qubinode.mcp.endpoints.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.test.McpAssured;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.McpPolling;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LongWorkTest {

    private static final String ACCEPT = "application/json, text/event-stream";

    @TestHTTPResource
    URI base;

    @Test
    void reportsProgressAndStopsWhenTheCallerCancels() throws InterruptedException {
        ProbeTools.cancelled = new CountDownLatch(1);
        McpPolling.often();
        try (var client = McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", DoorClient.KEY))
                .build()
                .connect()) {
            JsonObject call = client.newRequest("tools/call")
                    .put(
                            "params",
                            new JsonObject()
                                    .put("name", "work_long")
                                    .put("arguments", new JsonObject())
                                    .put("_meta", new JsonObject().put("progressToken", "t1")));
            client.sendAndForget(call);
            JsonObject progress = client.waitForNotifications(1).notifications().getFirst();
            assertThat(progress.getString("method")).isEqualTo("notifications/progress");
            assertThat(progress.getJsonObject("params").getString("message")).isEqualTo("working");

            client.sendAndForget(new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("method", "notifications/cancelled")
                    .put("params", new JsonObject().put("requestId", call.getValue("id"))));
            assertThat(ProbeTools.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void stopsWhenTheCallerHangsUp() throws Exception {
        ProbeTools.cancelled = new CountDownLatch(1);
        String session = opened();
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            String body = """
                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"work_long","arguments":{},\
                "_meta":{"progressToken":"t1"}}}\
                """;
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nX-API-Key: " + DoorClient.KEY
                                    + "\r\nContent-Type: application/json\r\nAccept: " + ACCEPT + "\r\nMcp-Session-Id: "
                                    + session + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            while (answer.indexOf("working") < 0) {
                int read = socket.getInputStream().read();
                assertThat(read).as(answer.toString()).isNotNegative();
                answer.append((char) read);
            }
            assertThat(ProbeTools.cancelled.getCount()).isOne();
        }
        assertThat(ProbeTools.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private String opened() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            String session = client.send(message("""
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
                "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
                """).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            client.send(
                    message("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                            .header("Mcp-Session-Id", session)
                            .build(),
                    BodyHandlers.discarding());
            return session;
        }
    }

    private HttpRequest.Builder message(String json) {
        return HttpRequest.newBuilder(base.resolve("/mcp"))
                .header("X-API-Key", DoorClient.KEY)
                .header("Content-Type", "application/json")
                .header("Accept", ACCEPT)
                .POST(BodyPublishers.ofString(json));
    }
}
