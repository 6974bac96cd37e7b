package io.qubinode.mcp.assistant.document.rerank;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.address.HttpAddress;
import io.qubinode.mcp.assistant.document.RerankConfig;
import io.qubinode.mcp.assistant.document.RerankUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In a running application, whose REST client asks. */
@QuarkusTest
class RerankServiceTest {

    private static final List<String> TEXTS = List.of("one", "two", "three");
    private static final String SCORES =
            "{\"results\":[{\"index\":2,\"relevance_score\":9.5},{\"index\":0,\"relevance_score\":-3},{\"index\":1,\"relevance_score\":-3}]}";

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    private record Config(Optional<HttpAddress> url, Optional<String> name, Optional<String> apiKey, Duration timeout)
            implements RerankConfig {}

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/", "/v1/rerank"})
    void takesTheOrderOfTheScores(String path) throws RerankUnavailable {
        answer(aResponse().withBody(SCORES));
        assertThat(service(path).order("question", TEXTS)).containsExactly(2, 0, 1);
        server.verify(
                postRequestedFor(urlEqualTo("/v1/rerank"))
                        .withHeader("Authorization", equalTo("Bearer the-key"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"model\":\"cross\",\"query\":\"question\",\"documents\":[\"one\",\"two\",\"three\"],\"top_n\":3}")));
    }

    @Test
    void asksTextEmbeddingsInferenceByItsOwnNamesAndRemembersThat() throws RerankUnavailable {
        server.stubFor(post(anyUrl())
                .withRequestBody(matchingJsonPath("$.texts", absent()))
                .willReturn(json(aResponse().withStatus(422))));
        server.stubFor(
                post(anyUrl())
                        .withRequestBody(matchingJsonPath("$.texts[2]", equalTo("three")))
                        .withRequestBody(matchingJsonPath("$.truncate", equalTo("true")))
                        .willReturn(
                                json(
                                        aResponse()
                                                .withBody(
                                                        "[{\"index\":1,\"score\":0.9},{\"index\":0,\"score\":0.1},{\"index\":2,\"score\":0.2}]"))));
        RerankService service = service("");
        assertThat(service.order("question", TEXTS)).containsExactly(1, 2, 0);
        assertThat(service.order("question", TEXTS)).containsExactly(1, 2, 0);
        server.verify(3, postRequestedFor(urlEqualTo("/rerank")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsWrong(ResponseDefinitionBuilder answer, String said) {
        answer(answer);
        RerankService service = service("");
        assertThatThrownBy(() -> service.order("question", TEXTS))
                .isInstanceOf(RerankUnavailable.class)
                .hasMessage(said);
        assertThat(service.trouble().orElseThrow()).contains(said);
    }

    static Stream<Arguments> faults() {
        String nonsense = "answered something that is not an order of the passages";
        return Stream.of(
                Arguments.of(aResponse().withStatus(500), "answered with status 500"),
                Arguments.of(aResponse().withStatus(401).withBody("{}"), "answered with status 401"),
                Arguments.of(aResponse().withStatus(422).withBody("{}"), "answered with status 422"),
                Arguments.of(aResponse().withBody("<html>"), nonsense),
                Arguments.of(aResponse().withBody(""), nonsense),
                Arguments.of(aResponse().withBody("{\"results\":[]}"), nonsense),
                Arguments.of(
                        aResponse().withBody(SCORES.replace(",{\"index\":1,\"relevance_score\":-3}", "")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("\"index\":1", "\"index\":0")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("\"index\":1", "\"index\":3")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("\"index\":1", "\"index\":-1")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("9.5", "1e999")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("9.5", "\"NaN\"")), nonsense),
                Arguments.of(aResponse().withBody(SCORES.replace("9.5", "null")), nonsense),
                Arguments.of(
                        aResponse().withBody("{\"results\":[" + " ".repeat(2 << 20) + "]}"),
                        "gave a larger answer than is read"),
                Arguments.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "cannot be reached"),
                Arguments.of(aResponse().withBody(SCORES).withFixedDelay(5_000), "did not answer in time"),
                Arguments.of(
                        aResponse().withBody(SCORES).withChunkedDribbleDelay(50, 20_000), "did not answer in time"));
    }

    @Test
    void saysThatNobodyIsThere() {
        RerankService service = service("");
        server.stop();
        assertThatThrownBy(() -> service.order("question", TEXTS)).hasMessage("cannot be reached");
    }

    @Test
    void isLeftAloneForAWhileAfterAFailure() throws Exception {
        answer(aResponse().withStatus(503));
        RerankService service = service("");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> service.order("question", TEXTS)).hasMessage("answered with status 503");
        }
        server.verify(1, postRequestedFor(urlEqualTo("/rerank")));
        RerankService eager = new RerankService(config(""), Duration.ZERO);
        assertThatThrownBy(() -> eager.order("question", TEXTS)).hasMessage("answered with status 503");
        answer(aResponse().withBody(SCORES));
        assertThat(eager.order("question", TEXTS)).containsExactly(2, 0, 1);
        assertThat(eager.trouble()).isEmpty();
    }

    @Test
    void asksNothingForNothing() throws RerankUnavailable {
        assertThat(service("").order("question", List.of())).isEmpty();
        server.verify(0, postRequestedFor(anyUrl()));
    }

    private RerankService service(String path) {
        return new RerankService(config(path));
    }

    private Config config(String path) {
        return new Config(
                Optional.of(HttpAddress.of(server.baseUrl() + path)),
                Optional.of("cross"),
                Optional.of("the-key"),
                Duration.ofSeconds(2));
    }

    private void answer(ResponseDefinitionBuilder answer) {
        server.stubFor(post(anyUrl()).willReturn(json(answer)));
    }

    private static ResponseDefinitionBuilder json(ResponseDefinitionBuilder answer) {
        return answer.withHeader("Content-Type", "application/json");
    }
}
