package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient;
import io.qubinode.mcp.endpoints.testing.StatelessClient.Answer;
import io.qubinode.mcp.endpoints.testing.TwoClients;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question ends a request; its repetition with the answer does what was asked for, once. */
@QuarkusTest
@TestProfile(TwoClients.class)
class RepeatedRequestsTest {

    private static final String ELICITATION = "elicitation";
    private static final JsonObject WEB1 = new JsonObject().put("note_name", "web1");

    @TestHTTPResource
    URI base;

    private final int before = ProbeTools.WRITTEN.get();
    private StatelessClient client;

    @BeforeEach
    void open() {
        client = new StatelessClient(base, DoorClient.KEY);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void doesItWhenTheUserConfirms() {
        var audit = new AuditLines();
        JsonObject asked = client.call("wipe", WEB1, ELICITATION).result();
        assertThat(asked.getString("resultType")).isEqualTo("input_required");
        JsonObject question = asked.getJsonObject("inputRequests").getJsonObject("confirm");
        assertThat(question.getString("method")).isEqualTo("elicitation/create");
        assertThat(question.getJsonObject("params").getString("message")).startsWith("Run wipe (Wipe a note)");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
        Answer done = repeated(client, WEB1, asked.getString("requestState"), yes());
        assertThat(done.result().getJsonObject("structuredContent").getInteger("written"))
                .isEqualTo(before + 1);
        assertThat(audit.written())
                .extracting(line -> line.getString("event") + " " + line.getString("outcome"))
                .containsExactly("ended asked", "started null", "ended ok");
    }

    /** A client that names no mode knows forms. */
    @ParameterizedTest
    @CsvSource({"'{}', true", "'{\"form\": {}}', true", "'{\"form\": {}, \"url\": {}}', true", "'{\"url\": {}}', false"
    })
    void sendsAFormToWhoKnowsForms(String declared, boolean isAsked) {
        JsonObject meta = StatelessClient.meta(ELICITATION);
        meta.getJsonObject(StatelessClient.META + "clientCapabilities").put(ELICITATION, new JsonObject(declared));
        JsonObject message = client.message(
                "tools/call", new JsonObject().put("name", "wipe").put("arguments", WEB1), meta);
        JsonObject answer =
                client.send(message, StatelessClient.headers(message)).body();
        if (isAsked) {
            assertThat(answer.getJsonObject("result").getString("resultType")).isEqualTo("input_required");
        } else {
            assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(-32021);
            assertThat(answer.getJsonObject("error")
                            .getJsonObject("data")
                            .getJsonObject("requiredCapabilities")
                            .getJsonObject(ELICITATION)
                            .containsKey("form"))
                    .isTrue();
        }
    }

    @Test
    void takesAnAnswerOnce() {
        String state = asked();
        assertThat(repeated(client, WEB1, state, yes()).result().getBoolean("isError"))
                .isFalse();
        Answer again = repeated(client, WEB1, state, yes());
        assertThat(again.result().getBoolean("isError")).isTrue();
        assertThat(again.result().encode()).contains("wrong_state: ").contains("nothing was done");
        assertThat(ProbeTools.WRITTEN).hasValue(before + 1);
    }

    @Test
    void takesAnAnswerOnceAlsoWhenItComesManyTimesAtOnce() throws Exception {
        String state = asked();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> repetition = () -> repeated(client, WEB1, state, yes());
            long done =
                    threads.invokeAll(Stream.generate(() -> repetition).limit(8).collect(Collectors.toList())).stream()
                            .filter(answer -> !answer.resultNow().result().getBoolean("isError"))
                            .count();
            assertThat(done).isOne();
        }
        assertThat(ProbeTools.WRITTEN).hasValue(before + 1);
    }

    @Test
    void takesNoAnswerForOtherArguments() {
        assertWrong(repeated(client, new JsonObject().put("note_name", "web2"), asked(), yes()));
    }

    @Test
    void takesNoAnswerForAnotherTool() {
        JsonObject params = params(WEB1, asked(), yes()).put("name", "write_note");
        assertWrong(client.request("tools/call", params, ELICITATION));
    }

    @Test
    void takesNoAnswerOfAnotherClient() {
        String state = asked();
        try (var thief = new StatelessClient(base, TwoClients.OTHER_KEY)) {
            assertWrong(repeated(thief, WEB1, state, yes()));
        }
        assertThat(repeated(client, WEB1, state, yes()).result().getBoolean("isError"))
                .as("the theft takes nothing from its owner")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30."})
    void takesNoMadeUpState(String state) {
        assertWrong(repeated(client, WEB1, state, yes()));
    }

    @Test
    void takesNoChangedState() {
        assertWrong(repeated(client, WEB1, asked() + "A", yes()));
    }

    @Test
    void asksAgainWhereTheAnswerComesWithoutItsState() {
        JsonObject params = params(WEB1, "", yes());
        params.remove("requestState");
        assertThat(client.request("tools/call", params, ELICITATION).result().getString("resultType"))
                .isEqualTo("input_required");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    @Test
    void asksAgainWhereTheAnswerIsNotThere() {
        JsonObject other = new JsonObject().put("other", new JsonObject());
        assertThat(repeated(client, WEB1, asked(), other).result().getString("resultType"))
                .isEqualTo("input_required");
    }

    @Test
    void doesNothingWhenTheUserDeclines() {
        JsonObject no = new JsonObject().put("confirm", new JsonObject().put("action", "decline"));
        assertThat(repeated(client, WEB1, asked(), no).result().encode()).contains("denied: The user did not confirm");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{\"confirm\": true}", "{\"confirm\": null}"})
    void refusesAnswersOfAnotherShape(String replies) {
        JsonObject params = params(WEB1, asked(), yes());
        params.put("inputResponses", Json.decodeValue(replies));
        assertWrong(client.request("tools/call", params, ELICITATION));
    }

    @Test
    void tellsAClientWithoutAUserWhatItLacks() {
        Answer answer = client.call("wipe", WEB1);
        assertThat(List.of(answer.status(), answer.errorCode())).isEqualTo(List.of(400, -32021));
        assertThat(answer.body().getJsonObject("error").getJsonObject("data").getJsonObject("requiredCapabilities"))
                .isEqualTo(new JsonObject().put(ELICITATION, new JsonObject().put("form", new JsonObject())));
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    private String asked() {
        return client.call("wipe", WEB1, ELICITATION).result().getString("requestState");
    }

    private static JsonObject yes() {
        return new JsonObject()
                .put(
                        "confirm",
                        new JsonObject().put("action", "accept").put("content", new JsonObject().put("confirm", true)));
    }

    private static JsonObject params(JsonObject arguments, String state, JsonObject replies) {
        return new JsonObject()
                .put("name", "wipe")
                .put("arguments", arguments)
                .put("requestState", state)
                .put("inputResponses", replies);
    }

    private static Answer repeated(StatelessClient client, JsonObject arguments, String state, JsonObject replies) {
        return client.request("tools/call", params(arguments, state, replies), ELICITATION);
    }

    private void assertWrong(Answer answer) {
        assertThat(List.of(answer.status(), answer.errorCode())).isEqualTo(List.of(400, -32602));
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }
}
