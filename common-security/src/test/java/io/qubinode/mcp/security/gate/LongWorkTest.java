package io.qubinode.mcp.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.test.McpAssured;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.security.testing.DoorClient;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LongWorkTest {

    @TestHTTPResource
    URI base;

    @Test
    void reportsProgressAndStopsWhenTheCallerCancels() throws InterruptedException {
        ProbeTools.cancelled = new CountDownLatch(1);
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
}
