package io.qubinode.mcp.assistant.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.qubinode.mcp.assistant.testing.Fakes;
import io.qubinode.mcp.assistant.testing.ModelStream;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model that is configured says, well or badly; the streams are as llama.cpp sends them. */
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
        model(ModelStream.saying("<think>Let me see.</think>\n\n", "Open port 8888 [1],", " and nothing else [42]."));
        ask().then()
                .statusCode(200)
                .body("answer", is("Open port 8888 [1], and nothing else."))
                .body("mode", is("model"))
                .body("model", is("tiny"))
                .body("citations", hasSize(1))
                .body("citations[0].source", is("firewall.md"))
                .body("note", containsString("taken out: 1."))
                .body("earlier_turns", is(0));
        fakes.verify(
                1,
                postRequestedFor(urlEqualTo("/v1/chat/completions"))
                        .withHeader("Authorization", equalToKey())
                        .withRequestBody(matchingJsonPath("$.stream", equalToText("true")))
                        .withRequestBody(matchingJsonPath("$.max_tokens", equalToText("700"))));
        List<String> roles = messages(0).stream()
                .map(message -> ((JsonObject) message).getString("role"))
                .toList();
        assertThat(roles).containsExactly("system", "user");
        assertThat(content(messages(0), 0)).contains("data from others");
        assertThat(content(messages(0), 1))
                .contains("firewall-cmd")
                .endsWith("Question: Which firewall port is for Airflow?");
    }

    @Test
    void saysThatTheModelCitedNothing() {
        model(ModelStream.saying("Open port 8888."));
        String note = ask().then().statusCode(200).extract().path("note");
        assertThat(note).contains("cites nothing");
    }

    @Test
    void asksForNoMoreTokensThanAreWantedAndSaysWhenTheyWereTooFew() {
        model(ModelStream.cut("Open port [1]"));
        Client.rest("chat_with_context", "{\"message\":\"Which firewall port is for Airflow?\",\"max_tokens\":16}")
                .then()
                .statusCode(200)
                .body("note", containsString("larger max_tokens"));
        fakes.verify(
                1, postRequestedFor(anyUrl()).withRequestBody(matchingJsonPath("$.max_tokens", equalToText("16"))));
    }

    @Test
    void remembersTheConversation() {
        model(ModelStream.saying("Open port 8888 [1]."));
        ask("Which firewall port is for Airflow?", "talk-1").then().statusCode(200);
        model(ModelStream.saying("Remove it [1]."));
        ask("And how do I undo it?", "talk-1")
                .then()
                .statusCode(200)
                .body("earlier_turns", is(1))
                .body("citations[0].source", is("firewall.md"));
        assertThat(content(messages(1), 1)).isEqualTo("Which firewall port is for Airflow?");
        assertThat(content(messages(1), 2)).isEqualTo("Open port 8888.");
        assertThat(messages(1)).hasSize(4);
        model(ModelStream.saying("What?"));
        ask("And how do I undo it?", "another").then().body("earlier_turns", is(0));
        ask("And how do I undo it?", null).then().body("earlier_turns", is(0));
    }

    @Test
    void remembersNothingOfAQuestionThatFailed() {
        model(aResponse().withStatus(500));
        ask("Which firewall port is for Airflow?", "talk-2").then().statusCode(502);
        model(ModelStream.saying("Open it [1]."));
        ask("Which firewall port is for Airflow?", "talk-2").then().body("earlier_turns", is(0));
    }

    @Test
    void tellsTheModelWhereAndForWhomTheAnswerIs() {
        model(ModelStream.saying("So [1]."));
        Client.rest(
                        "chat_with_context",
                        "{\"message\":\"Which firewall port?\",\"environment\":\"RHEL 9 lab\",\"user_role\":\"student\"}")
                .then()
                .statusCode(200);
        assertThat(content(messages(0), 1)).contains("Environment: RHEL 9 lab\nThe user's role: student\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400,502,backend_refused,too long",
        "401,502,backend_refused,AI_MODEL_API_KEY",
        "404,502,backend_refused,AI_MODEL_NAME",
        "429,502,backend_refused,in a minute",
        "500,502,backend_refused,status 500",
        "503,502,backend_refused,status 503"
    })
    void saysWhyTheModelRefuses(int status, int ours, String code, String words) {
        model(refusal(status));
        Response response = ask();
        response.then().statusCode(ours).body("code", is(code));
        assertThat(response.asString()).contains(words).doesNotContain("secret detail", "model-key", "Exception");
        fakes.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void passesOnWhenABusyModelWantsToBeAskedAgain() {
        model(refusal(429).withHeader("Retry-After", "17"));
        ask().then().statusCode(502).header("Retry-After", equalTo("17")).body("hint", containsString("in 17 seconds"));
    }

    @Test
    void givesUpOnAModelThatIsTooSlow() {
        model(ModelStream.saying("late").withFixedDelay(20_000));
        ask().then().statusCode(504).body("code", is("backend_timeout"));
    }

    @Test
    void givesUpOnAModelThatNeverEnds() {
        model(ModelStream.saying("and ".repeat(400).split("(?<= )")).withChunkedDribbleDelay(400, 20_000));
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

    @Test
    void doesNotTakeHalfAnAnswerForAWholeOne() {
        model(ModelStream.brokenOff("Open port 8888 and"));
        ask().then()
                .statusCode(503)
                .body("code", is("backend_unavailable"))
                .body("detail", startsWith("The language model's answer broke off."))
                .body("answer", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html         | <html>Welcome to nginx!</html>",
                "application/json  | []",
                "application/json  | {\"choices\":[]}",
                "application/json  | {\"choices\":[{\"message\":{}}]}",
                "application/json  | {\"choices\": this is not JSON",
                "text/event-stream | data: this is not JSON",
                "text/event-stream | data: {\"choices\":[]}",
                "text/event-stream | data: [DONE]",
                "text/event-stream | : only a comment"
            })
    void refusesAnAnswerThatMakesNoSense(String type, String body) {
        model(aResponse().withHeader("Content-Type", type).withBody(body + "\n\n"));
        Response response = ask();
        assertThat(response.statusCode()).as(response.asString()).isIn(502, 503);
        assertThat(response.jsonPath().getString("code")).isIn("backend_refused", "backend_unavailable");
    }

    @Test
    void refusesAnAnswerOfNothing() {
        model(ModelStream.saying("  "));
        ask().then().statusCode(502).body("code", is("backend_refused"));
    }

    private static ResponseDefinitionBuilder refusal(int status) {
        // As OpenAI and llama.cpp answer: an object named error.
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"error\":{\"message\":\"secret detail of the server\",\"type\":\"x\"}}");
    }

    private static Response ask() {
        return ask("Which firewall port is for Airflow?", null);
    }

    private static Response ask(String message, String session) {
        var arguments = new JsonObject().put("message", message);
        return Client.rest(
                "chat_with_context", (session == null ? arguments : arguments.put("session_id", session)).encode());
    }

    private JsonArray messages(int request) {
        var asked = fakes.getAllServeEvents().reversed().get(request).getRequest();
        return new JsonObject(asked.getBodyAsString()).getJsonArray("messages");
    }

    private static String content(JsonArray messages, int i) {
        return messages.getJsonObject(i).getString("content");
    }

    private static com.github.tomakehurst.wiremock.matching.StringValuePattern equalToKey() {
        return equalToText("Bearer model-key");
    }

    private static com.github.tomakehurst.wiremock.matching.StringValuePattern equalToText(String text) {
        return com.github.tomakehurst.wiremock.client.WireMock.equalTo(text);
    }

    private void model(ResponseDefinitionBuilder answer) {
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions")).willReturn(answer));
    }
}
