package io.qubinode.mcp.endpoints.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {

    @Test
    void describesTheToolsOfItsCallerAndNoOther() {
        JsonObject paths = document().getJsonObject("paths");
        assertThat(paths.fieldNames()).contains("/tools/echo").doesNotContain("/tools/hidden");
        JsonArray listed = new JsonObject(asked("/tools")).getJsonArray("tools");
        assertThat(paths.fieldNames())
                .filteredOn(path -> path.startsWith("/tools/"))
                .hasSameSizeAs(listed);
        JsonObject echo = paths.getJsonObject("/tools/echo").getJsonObject("post");
        JsonObject tool = (JsonObject) listed.stream()
                .filter(each -> "echo".equals(((JsonObject) each).getString("name")))
                .findFirst()
                .orElseThrow();
        assertThat(schema(echo.getJsonObject("requestBody"))).isEqualTo(tool.getJsonObject("input_schema"));
        assertThat(schema(echo.getJsonObject("responses").getJsonObject("200")))
                .isEqualTo(tool.getJsonObject("output_schema"));
    }

    @Test
    void takesAKeyOfWhatChangesSomething() {
        JsonObject paths = document().getJsonObject("paths");
        JsonObject key = paths.getJsonObject("/tools/write_note")
                .getJsonObject("post")
                .getJsonArray("parameters")
                .getJsonObject(1);
        assertThat(key.getString("name")).isEqualTo("Idempotency-Key");
        assertThat(paths.getJsonObject("/tools/echo").getJsonObject("post").getJsonArray("parameters"))
                .hasSize(1);
    }

    @Test
    void isForCallersOnly() {
        given().get("/openapi.json").then().statusCode(401);
    }

    private static JsonObject schema(JsonObject body) {
        return body.getJsonObject("content").getJsonObject("application/json").getJsonObject("schema");
    }

    private static JsonObject document() {
        return new JsonObject(asked("/openapi.json"));
    }

    private static String asked(String path) {
        return given().header("X-API-Key", DoorClient.KEY)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
