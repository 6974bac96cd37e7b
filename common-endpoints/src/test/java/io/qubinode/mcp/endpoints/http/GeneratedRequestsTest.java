package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.BadRequests;
import io.qubinode.mcp.endpoints.testing.BadRequests.BadRequest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.SseMessages;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent to a door, it is answered, in time, without a server error and without a detail from inside, and leaves
 * exactly one record. {@code -Dgenerated.requests=10000} sends that many to each door.
 */
@QuarkusTest
class GeneratedRequestsTest {

    private static final int REQUESTS = Integer.getInteger("generated.requests", 500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @TestHTTPResource
    URI base;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void answersAndRecordsEachAtTheRestDoor() throws Exception {
        sendAll(BadRequests.rest(REQUESTS), Function.identity());
    }

    @Test
    void answersAndRecordsEachAtTheStreamableHttpDoor() throws Exception {
        HttpResponse<String> opened = send(BadRequests.initialize());
        String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
        sendAll(BadRequests.mcp(REQUESTS), request -> request.with("Mcp-Session-Id", session));
    }

    @Test
    void answersAndRecordsEachAtTheSseDoor() throws Exception {
        try (var session = new SseMessages(base, Map.of("X-API-Key", DoorClient.KEY))) {
            String endpoint = session.endpoint();
            sendAll(BadRequests.mcp(REQUESTS), request -> request.to(endpoint));
        }
    }

    private void sendAll(List<BadRequest> requests, Function<BadRequest, BadRequest> aimed) throws Exception {
        var audit = new AuditLines();
        for (BadRequest request : requests) {
            HttpResponse<String> answer = send(aimed.apply(request));
            assertThat(answer.statusCode()).as(request + " " + answer.body()).isBetween(200, 499);
            assertThat(answer.body())
                    .as(request.toString())
                    .doesNotContain("Exception", "io.qubinode", "io.quark", "io.vertx", "\tat ");
        }
        List<JsonObject> written =
                audit.writtenWhenThereAre(requests.size(), Instant.now().plus(LONGEST));
        assertThat(written)
                .filteredOn(record -> record.getString("event").equals("ended"))
                .hasSize(requests.size());
    }

    private HttpResponse<String> send(BadRequest bad) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(bad.path()))
                .timeout(LONGEST)
                .method(bad.method(), HttpRequest.BodyPublishers.ofByteArray(bad.body()));
        bad.headers().forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw new AssertionError(bad + " is not answered", e);
        }
    }
}
