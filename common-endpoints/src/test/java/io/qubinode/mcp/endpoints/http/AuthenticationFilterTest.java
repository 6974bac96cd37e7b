package io.qubinode.mcp.endpoints.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.testing.AuditLines;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuthenticationFilterTest {

    private static RequestSpecification withKey() {
        return given().header("X-API-Key", DoorClient.KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tools",
                "/tools/echo",
                "/mcp",
                "/mcp/sse",
                "/mcp/messages/1",
                "/",
                "/no/such/page",
                "/%2e%2e/tools"
            })
    void tellsNothingWithoutACredential(String path) {
        var audit = new AuditLines();
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "ApiKey realm=\"qubinode-mcp\"")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
        assertThat(audit.written()).hasSize(1);
        assertThat(audit.written().getFirst().getString("outcome")).isEqualTo("unauthenticated");
    }

    /** What is public is told by the path; whoever serves the request may read the path in another way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../tools",
                "/health;x/../tools",
                "/health%3b/../tools",
                "/health/%2e%2e/tools",
                "/health%2f..%2ftools",
                "/health%5c..%5ctools",
                "/q/health/../../tools",
                "/q/health/%2e%2e/%2e%2e/tools",
                "/q/health/..%2f..%2ftools",
                "/q/health/..%252f..%252ftools",
                "/q/health/..;/..;/tools",
                "/q/health/x;/../../../tools",
                "/q/health//..//../tools",
                "/q/health/%00/../../../tools",
                "/q/health/../../mcp",
                "/q/health/..%2f..%2fmcp",
                "/q/health/..;/..;/mcp",
                "/tools;/q/health/",
                "/tools%3f/q/health/",
                "//tools",
                "/./tools",
                "/%74ools",
                "/tools/echo;x",
                "//mcp",
                "/%6dcp"
            })
    void opensNoDoorByTheWayAPathIsWritten(String path) throws Exception {
        var address = URI.create("http://localhost:" + RestAssured.port + path);
        var list = HttpRequest.BodyPublishers.ofString("""
                {"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        var audit = new AuditLines();
        try (var client = HttpClient.newHttpClient()) {
            for (var request : List.of(
                    HttpRequest.newBuilder(address).GET(),
                    HttpRequest.newBuilder(address)
                            .POST(list)
                            .header("Accept", "application/json, text/event-stream"))) {
                var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isBetween(400, 499);
                assertThat(answer.body()).doesNotContain("echo");
            }
        }
        assertThat(audit.written()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.getString("client")).isNull();
            assertThat(line.getString("outcome")).isNotEqualTo("ok");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "probe-key-0123456789abcdef012345678", "PROBE-KEY-0123456789ABCDEF0123456789", "x"})
    void refusesAWrongKey(String key) {
        given().header("X-API-Key", key)
                .get("/tools")
                .then()
                .statusCode(401)
                .body("detail", containsString("credential in X-API-Key is not accepted"));
        given().header("Authorization", "Bearer " + key)
                .get("/tools")
                .then()
                .statusCode(401)
                .body("detail", containsString("credential in Authorization is not accepted"));
        given().get("/tools").then().statusCode(401).body("detail", equalTo("This needs a credential."));
    }

    /** A 401 there would make MCP clients begin a login that cannot end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-protected-resource",
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/openid-configuration",
                "/mcp/.well-known/openid-configuration",
                "/register",
                "/authorize",
                "/token"
            })
    void saysThatThereIsNoIssuer(String path) {
        for (var answer :
                List.of(given().get(path), given().post(path), withKey().get(path))) {
            answer.then()
                    .statusCode(404)
                    .header("WWW-Authenticate", nullValue())
                    .body("detail", containsString("no authorization server"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /mcp, */*, 405",
        "GET, /mcp/, */*, 405",
        "PUT, /mcp, */*, 405",
        "DELETE, /mcp, */*, 404",
        "POST, /mcp/sse, */*, 405",
        "GET, /mcp/messages/x, */*, 404",
        "PATCH, /tools/echo, */*, 405",
        "GET, /nothing, */*, 404",
        "GET, /tools, text/html, 406",
        "POST, /tools/echo, text/html, 406",
        "GET, /openapi.json, image/png, 406"
    })
    void refusesNothingWithoutASentence(String method, String path, String accept, int status) {
        withKey()
                .header("Accept", accept)
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", not(emptyOrNullString()))
                .body("hint", not(emptyOrNullString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/tools/echo"})
    void saysThatABodyIsTooLarge(String path) {
        withKey()
                .header("Accept", "application/json, text/event-stream")
                .contentType("application/json")
                .body(" ".repeat(3 << 20))
                .post(path)
                .then()
                .statusCode(413)
                .body("code", equalTo("too_large"));
    }

    @Test
    void takesTheKeyAsABearerTokenToo() {
        given().header("Authorization", "bearer " + DoorClient.KEY)
                .get("/tools")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.1.nip.io"})
    void refusesAHostThatDnsRebindingWouldSend(String host) {
        withKey().header("Host", host).get("/tools").then().statusCode(403).body("code", equalTo("denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8081", "127.0.0.1", "[::1]:8081", "192.168.122.1"})
    void takesAHostThatRebindingCannotSend(String host) {
        withKey().header("Host", host).get("/tools").then().statusCode(200);
    }

    @Test
    void refusesAForeignOriginAndTakesALocalOne() {
        withKey().header("Origin", "http://evil.example").get("/tools").then().statusCode(403);
        withKey()
                .header("Origin", "http://localhost.evil.example")
                .get("/tools")
                .then()
                .statusCode(403);
        withKey().header("Origin", "null").get("/tools").then().statusCode(403);
        withKey()
                .header("Origin", "http://localhost:6274")
                .get("/tools")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "http://localhost:6274");
    }

    @Test
    void answersAPreflightRequestWithoutACredential() {
        given().header("Origin", "http://localhost:6274")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-api-key,mcp-session-id")
                .options("/mcp")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "http://localhost:6274")
                .header("Access-Control-Allow-Headers", containsString("X-API-Key"));
        given().header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .options("/mcp")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "traceparent", "tracestate"})
    void letsPagesOfAllowedOriginsSendTheHeadersOfMessagesWithoutASession(String header) {
        given().header("Origin", "http://localhost:6274")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", header)
                .options("/mcp")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Headers", containsStringIgnoringCase(header));
    }

    @Test
    void showsThePublicOnlyWhetherTheServiceIsUp() {
        assertThat(given().get("/health").then().statusCode(200).extract().asString())
                .isEqualTo("{\"status\":\"up\"}");
        withKey()
                .get("/health")
                .then()
                .statusCode(200)
                .body("status", equalTo("degraded"))
                .body("service", equalTo("probe-mcp"))
                .body("version", equalTo("1.2.3"))
                .body("components.good.state", equalTo("up"))
                .body("components.bad.problem", equalTo("It is down."))
                .body("components.broken.problem", equalTo("It cannot be looked at."));
    }

    @Test
    void givesAProblemForAPathThatIsNotThere() {
        withKey()
                .get("/no/such/page")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("not_found"));
        withKey().delete("/tools").then().statusCode(405).contentType("application/problem+json");
    }

    @Test
    void namesTheMethodsOfAPath() {
        withKey().options("/tools/echo").then().statusCode(204).header("Allow", equalTo("OPTIONS, POST"));
        withKey().get("/tools/echo").then().statusCode(405).header("Allow", equalTo("OPTIONS, POST"));
        withKey().options("/tasks/x").then().statusCode(204).header("Allow", equalTo("GET, HEAD, OPTIONS"));
        withKey().options("/tasks/x/cancel").then().statusCode(204).header("Allow", equalTo("OPTIONS, POST"));
    }
}
