package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.qubinode.mcp.testing.Settings;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Behind a proxy that is trusted, so that a test can come from any address. */
@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = {
            @ResourceArg(name = "probe.mcp.rate_limit.unauthenticated_per_minute", value = "3"),
            @ResourceArg(name = "quarkus.http.proxy.proxy-address-forwarding", value = "true"),
            @ResourceArg(name = "quarkus.http.proxy.trusted-proxies", value = "127.0.0.1")
        })
class AttemptsTest {

    @Test
    void refusesTheFourthAttemptOfAnAddressAtWhateverDoorAndSaysWhenToComeBack() {
        from("192.0.2.1").get("/tools").then().statusCode(401);
        from("192.0.2.1").header("X-API-Key", "wrong").post("/mcp").then().statusCode(401);
        from("192.0.2.1").get("/mcp/sse").then().statusCode(401);
        var audit = new AuditLines();
        assertRefused(from("192.0.2.1").post("/tools/echo").then());
        assertRefused(from("192.0.2.1").post("/mcp").then());
        assertThat(audit.written()).hasSize(2).allSatisfy(line -> {
            assertThat(line.getString("outcome")).isEqualTo("throttled");
            assertThat(line.getString("code")).isEqualTo("throttled");
            assertThat(line.getString("remote")).isEqualTo("192.0.2.1");
            assertThat(line.getString("client")).isNull();
        });
        from("192.0.2.2").get("/tools").then().statusCode(401);
    }

    @Test
    void letsAValidCredentialThroughHoweverManyAttemptsItsAddressMade() {
        exhaust("192.0.2.3");
        from("192.0.2.3")
                .header("X-API-Key", DoorClient.KEY)
                .body(new JsonObject().put("message", "hi").encode())
                .post("/tools/echo")
                .then()
                .statusCode(200);
        from("192.0.2.3").get("/health").then().statusCode(200);
        assertRefused(from("192.0.2.3").get("/tools").then());
    }

    @Test
    void doesNotCountCallsWithAValidCredential() {
        for (int i = 0; i < 5; i++) {
            from("192.0.2.4")
                    .header("X-API-Key", DoorClient.KEY)
                    .get("/tools")
                    .then()
                    .statusCode(200);
        }
        from("192.0.2.4").get("/tools").then().statusCode(401);
    }

    @Test
    void countsTheAddressesOfOneNetworkOfIpv6Together() {
        exhaust("2001:db8:1:2::1");
        assertRefused(from("2001:db8:1:2::2").get("/tools").then());
        from("2001:db8:1:3::1").get("/tools").then().statusCode(401);
    }

    private static void exhaust(String address) {
        for (int i = 0; i < 3; i++) {
            from(address).get("/tools").then().statusCode(401);
        }
    }

    private static RequestSpecification from(String address) {
        return given().header("X-Forwarded-For", address);
    }

    private static void assertRefused(ValidatableResponse answer) {
        String wait = answer.statusCode(429)
                .contentType(containsString("application/problem+json"))
                .body("code", equalTo("throttled"))
                .body("hint", containsString("A valid credential is accepted at once"))
                .extract()
                .header("Retry-After");
        assertThat(Integer.parseInt(wait)).isBetween(1, 20);
    }
}
