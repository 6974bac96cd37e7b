package io.qubinode.mcp.endpoints.operation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

@NeedsRedis
@QuarkusTest
@WithTestResource(SharedLimitsTest.Server.class)
class SharedLimitsTest {

    private static final String PASSWORD = "s3cret-of-redis-0123456789";

    public static class Server implements QuarkusTestResourceLifecycleManager {
        private static Redis redis;

        @Override
        public Map<String, String> start() {
            redis = new Redis("--requirepass", PASSWORD);
            return Map.of(
                    "probe.mcp.rate_limit.redis_url",
                    "redis://:" + PASSWORD + "@127.0.0.1:" + redis.port(),
                    "probe.mcp.rate_limit.requests_per_minute",
                    "4");
        }

        @Override
        public void stop() {
            redis.close();
        }
    }

    @TestHTTPResource
    URI base;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void limitsWithRedisAndWithoutAndTellsWhichInHealthAndMetrics() {
        var client = DoorClient.rest(base, DoorClient.KEY);
        var audit = new AuditLines();
        for (int i = 0; i < 4; i++) {
            assertThat(client.call("echo", new JsonObject().put("message", PASSWORD))
                            .code())
                    .isNull();
        }
        assertThat(client.call("echo", new JsonObject().put("message", "hi")).code())
                .isEqualTo("throttled");
        assertThat(audit.written()).hasSize(5).noneMatch(line -> line.encode().contains(PASSWORD));
        assertThat(health("state")).isEqualTo("up");
        assertThat(metric("mcp_limits_shared")).isEqualTo(1);
        assertThat(metric("mcp_limits_alone_total")).isZero();

        Server.redis.kill();
        assertThat(client.call("echo", new JsonObject().put("message", "hi")).code())
                .isEqualTo("throttled");
        // By the metrics: looks at the health are limited too.
        Redis.until(() -> metric("mcp_limits_shared") == 0);
        assertThat(health("state")).isEqualTo("down");
        assertThat(health("problem")).startsWith("Redis cannot be used").doesNotContain(PASSWORD);
        assertThat(metric("mcp_limits_shared")).isZero();
        assertThat(metric("mcp_limits_alone_total")).isPositive();

        Server.redis.start();
        Redis.until(() -> metric("mcp_limits_shared") == 1);
        assertThat(health("state")).isEqualTo("up");
        assertThat(client.call("echo", new JsonObject().put("message", "hi")).code())
                .isNull();
    }

    private String health(String field) {
        return given().header("X-API-Key", DoorClient.KEY)
                .get("/health")
                .jsonPath()
                .getString("components.rate_limit." + field);
    }

    private double metric(String name) {
        String line = given().get(metrics)
                .asString()
                .lines()
                .filter(text -> text.startsWith(name))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }
}
