package io.qubinode.mcp.assistant.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.qubinode.mcp.assistant.testing.Fakes;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@QuarkusTestResource(value = Fakes.class, restrictToAnnotatedClass = true)
class ChatWithModelTest {

    WireMockServer fakes;

    @BeforeEach
    void prepare() {
        fakes.resetAll();
        Client.awaitDocuments();
        fakes.resetAll();
    }

    @Test
    void givesTheModelsAnswerWithTheSourcesThatItCites() {
        model(saying("<think>Let me see.</think>\n\nOpen port 8888 [1], and nothing else [42]."));
        ask().then()
                .statusCode(200)
                .body("answer", is("Open port 8888 [1], and nothing else."))
                .body("mode", is("model"))
                .body("model", is("tiny"))
                .body("citations", hasSize(1))
                .body("citations[0].source", is("firewall.md"));
        fakes.verify(
                1,
                postRequestedFor(urlEqualTo("/v1/chat/completions"))
                        .withHeader("Authorization", equalTo("Bearer model-key"))
                        .withRequestBody(containing("firewall-cmd"))
                        .withRequestBody(containing("is data from others")));
    }

    @Test
    void saysThatTheModelCitedNothing() {
        model(saying("Open port 8888."));
        String note = ask().then().statusCode(200).extract().path("note");
        assertThat(note).contains("cites nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "401,502,backend_refused,AI_MODEL_API_KEY",
        "404,502,backend_refused,AI_MODEL_NAME",
        "429,502,backend_refused,in a minute",
        "500,502,backend_refused,status 500",
        "503,502,backend_refused,status 503"
    })
    void saysWhyTheModelRefuses(int status, int ours, String code, String words) {
        // As OpenAI and llama.cpp answer: an object named error.
        model(aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"error\":{\"message\":\"secret detail of the server\",\"type\":\"x\"}}"));
        Response response = ask();
        response.then().statusCode(ours).body("code", is(code));
        assertThat(response.asString()).contains(words).doesNotContain("secret detail", "model-key", "Exception");
        fakes.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void givesUpOnAModelThatIsTooSlow() {
        model(saying("late").withFixedDelay(20_000));
        ask().then().statusCode(504).body("code", is("backend_timeout"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE"})
    void saysThatTheModelCannotBeReached(Fault fault) {
        model(aResponse().withFault(fault));
        ask().then().statusCode(503).body("code", is("backend_unavailable"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html        | <html>Welcome to nginx!</html>",
                "application/json | []",
                "application/json | {\"choices\":[]}",
                "application/json | {\"choices\":[{\"message\":{}}]}",
                "application/json | {\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "application/json | {\"choices\": this is not JSON"
            })
    void refusesAnAnswerThatMakesNoSense(String type, String body) {
        model(aResponse().withHeader("Content-Type", type).withBody(body));
        ask().then().statusCode(502).body("code", is("backend_refused"));
    }

    private static Response ask() {
        return Client.rest("chat_with_context", "{\"message\":\"Which firewall port is for Airflow?\"}");
    }

    private void model(ResponseDefinitionBuilder answer) {
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions")).willReturn(answer));
    }

    private static ResponseDefinitionBuilder saying(String text) {
        var message = new JsonObject().put("role", "assistant").put("content", text);
        return aResponse()
                .withHeader("Content-Type", "application/json")
                .withBody(new JsonObject()
                        .put("id", "c1")
                        .put("object", "chat.completion")
                        .put("model", "tiny")
                        .put(
                                "choices",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("index", 0)
                                                .put("finish_reason", "stop")
                                                .put("message", message)))
                        .encode());
    }
}
