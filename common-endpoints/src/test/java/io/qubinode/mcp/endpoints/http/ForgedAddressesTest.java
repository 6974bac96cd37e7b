package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.testing.Settings;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = Settings.class,
        initArgs = {
            @ResourceArg(name = "probe.mcp.rate_limit.unauthenticated_per_minute", value = "2"),
            @ResourceArg(name = "quarkus.http.proxy.proxy-address-forwarding", value = "true"),
            @ResourceArg(name = "quarkus.http.proxy.trusted-proxies", value = "192.0.2.9")
        })
class ForgedAddressesTest {

    @Test
    void limitsSomebodyWhoNamesAnotherAddressEachTime() {
        for (int i = 0; i < 2; i++) {
            given().header("X-Forwarded-For", "192.0.2." + i)
                    .get("/tools")
                    .then()
                    .statusCode(401);
        }
        given().header("X-Forwarded-For", "192.0.2.7").get("/tools").then().statusCode(429);
    }
}
