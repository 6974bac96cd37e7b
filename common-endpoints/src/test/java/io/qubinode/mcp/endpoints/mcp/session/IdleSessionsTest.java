package io.qubinode.mcp.endpoints.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = {
            @ResourceArg(name = "qubinode.session-idle-timeout", value = "1s"),
            @ResourceArg(name = "quarkus.mcp.server.auto-ping-interval", value = "100ms")
        })
class IdleSessionsTest {

    @TestHTTPResource
    URI base;

    /** The stream would go on as long as anything of the session is left, were it only the timer of its pings. */
    @Test
    void nothingIsLeftOfASessionThatIsNotUsed() {
        var request = HttpRequest.newBuilder(base.resolve("/mcp/sse"))
                .header("X-API-Key", DoorClient.KEY)
                .build();
        assertThat(HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .succeedsWithin(Duration.ofSeconds(20))
                .satisfies(answer -> assertThat(answer.body()).contains("\"ping\""));
    }
}
