package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SlowStreamTest {

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    @Test
    void aSlowRequestEndsOnlyItself() throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(base.getHost())
                .setDefaultPort(base.getPort())
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
        try {
            HttpClientRequest slow = request(client, HttpMethod.POST, "/tools/echo");
            slow.setChunked(true).write("{");
            HttpClientResponse late = wait(slow.response());
            assertThat(late.statusCode()).isEqualTo(408);
            HttpClientRequest next = request(client, HttpMethod.GET, "/tools");
            assertThat(wait(next.send()).statusCode()).isEqualTo(200);
            assertThat(next.connection()).isSameAs(slow.connection());
        } finally {
            wait(client.close());
        }
    }

    private static HttpClientRequest request(HttpClient client, HttpMethod method, String path) throws Exception {
        return wait(client.request(method, path)).putHeader("X-API-Key", DoorClient.KEY);
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
