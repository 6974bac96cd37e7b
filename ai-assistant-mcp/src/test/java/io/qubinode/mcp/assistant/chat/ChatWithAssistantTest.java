package io.qubinode.mcp.assistant.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With Qubinode's own assistant for a model; its answers are as {@code ai-assistant/src/main.py} makes them. */
@QuarkusTest
@QuarkusTestResource(value = ChatWithAssistantTest.Assistant.class, restrictToAnnotatedClass = true)
class ChatWithAssistantTest {

    WireMockServer assistant;

    @BeforeEach
    void prepare() {
        assistant.resetAll();
        assistant.stubFor(get("/health").willReturn(okJson("{\"status\":\"healthy\"}")));
        Client.awaitDocuments();
    }

    @Test
    void givesTheAssistantsAnswerWithItsCitationsChecked() {
        chat(okJson("{\"response\":\"Open port 8888 [1] [77].\",\"context\":{},\"metadata\":{}}"));
        ask().then()
                .statusCode(200)
                .body("answer", is("Open port 8888 [1]."))
                .body("mode", is("model"))
                .body("model", is("qubinode-assistant"))
                .body("citations[0].source", is("firewall.md"));
        assistant.verify(
                1,
                postRequestedFor(urlEqualTo("/chat"))
                        .withRequestBody(matchingJsonPath("$.max_tokens", WireMock.equalTo("700")))
                        .withRequestBody(matchingJsonPath("$.message", WireMock.containing("firewall-cmd"))));
    }

    @Test
    void saysWhatIsWrongWithIt() {
        chat(aResponse().withStatus(500).withBody("{\"detail\":\"Processing error: /secret\"}"));
        ask().then().statusCode(502).body("detail", containsString("status 500"));
        chat(okJson("[]"));
        ask().then().statusCode(502).body("detail", containsString("AI_SERVICE_URL"));
        chat(okJson("{\"text\":\"other\"}"));
        ask().then().statusCode(502).body("detail", containsString("AI_SERVICE_URL"));
        chat(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        ask().then().statusCode(503);
        chat(okJson("{\"response\":\"late\"}").withFixedDelay(20_000));
        ask().then().statusCode(504);
    }

    @Test
    void showsInTheStatusWhetherItIsThere() {
        status().body("components.find { it.name == 'model' }.state", is("up"))
                .body("components.find { it.name == 'model' }.detail", is("qubinode-assistant"));
    }

    private static io.restassured.response.ValidatableResponse status() {
        return Client.rest("get_project_status", "{}").then().statusCode(200);
    }

    private void chat(ResponseDefinitionBuilder answer) {
        assistant.stubFor(post(urlEqualTo("/chat")).willReturn(answer));
    }

    private static Response ask() {
        return Client.rest("chat_with_context", "{\"message\":\"Which firewall port is for Airflow?\"}");
    }

    /** Where it would be. */
    public static final class Assistant implements QuarkusTestResourceLifecycleManager {

        private final WireMockServer server =
                new WireMockServer(WireMockConfiguration.options().dynamicPort());

        @Override
        public Map<String, String> start() {
            server.start();
            return Map.of(
                    "ai_assistant.chat.assistant_url", server.baseUrl(),
                    "ai_assistant.chat.timeout", "1s",
                    "ai_assistant.documents.index", "target/index-beside-assistant");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(server, new TestInjector.MatchesType(WireMockServer.class));
        }

        @Override
        public void stop() {
            server.stop();
        }
    }
}
