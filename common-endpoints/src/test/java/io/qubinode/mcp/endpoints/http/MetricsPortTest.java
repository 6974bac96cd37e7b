package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MetricsPortTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void answersWhoIsNotAWebPageAndLetsNoPageRead() {
        given().get(metrics)
                .then()
                .statusCode(200)
                .body(containsString("mcp_audit_records"))
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, Origin, https://evil.example",
        "OPTIONS, Origin, https://evil.example",
        "GET, Host, evil.example",
        "GET, Host, 999.999.999.999"
    })
    void answersNoWebPage(String method, String header, String value) {
        given().header(header, value)
                .request(method, metrics)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
    }
}
