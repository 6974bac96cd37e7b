package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ForgedAddressesTest.TrustsAnother.class)
class ForgedAddressesTest {

    public static class TrustsAnother implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "probe.mcp.rate_limit.unauthenticated_per_minute",
                    "2",
                    "quarkus.http.proxy.proxy-address-forwarding",
                    "true",
                    "quarkus.http.proxy.trusted-proxies",
                    "192.0.2.9");
        }
    }

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
