package io.qubinode.mcp.assistant.document.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
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
import dev.langchain4j.data.embedding.Embedding;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.address.HttpAddress;
import io.qubinode.mcp.assistant.document.EmbeddingConfig;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.TextRefused;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In a running application, whose REST client asks. */
@QuarkusTest
class EmbeddingServiceTest {

    private static final String PATH = "/v1/embeddings";

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private EmbeddingService service;

    private record Config(Optional<HttpAddress> url, Optional<String> name, Optional<String> apiKey)
            implements EmbeddingConfig {}

    @BeforeEach
    void start() {
        server.start();
        service = new EmbeddingService(new Config(
                Optional.of(HttpAddress.of(server.baseUrl() + "/v1/")), Optional.of("nomic"), Optional.of("the-key")));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void givesOneVectorForEachTextInTheirOrder() throws EmbeddingUnavailable {
        answer(aResponse()
                .withBody("{\"data\":[{\"index\":1,\"embedding\":[0,1]},{\"index\":0,\"embedding\":[0.5,-1]}]}"));
        assertThat(service.ofPassages(List.of("one", "two")))
                .extracting(Embedding::vector)
                .containsExactly(new float[] {0.5f, -1}, new float[] {0, 1});
        server.verify(postRequestedFor(urlEqualTo(PATH))
                .withHeader("Authorization", equalTo("Bearer the-key"))
                .withRequestBody(matchingJsonPath("$.model", equalTo("nomic")))
                .withRequestBody(matchingJsonPath("$.input[1]", equalTo("two"))));
    }

    @Test
    void asksForFewTextsAtOnce() throws EmbeddingUnavailable {
        answer(aResponse().withBody(vectors(32)));
        assertThat(service.ofPassages(Collections.nCopies(64, "text"))).hasSize(64);
        server.verify(2, postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void asksNothingForNothing() throws EmbeddingUnavailable {
        assertThat(service.ofPassages(List.of())).isEmpty();
        server.verify(0, postRequestedFor(urlEqualTo(PATH)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsWrong(ResponseDefinitionBuilder answer, String said) {
        answer(answer);
        assertThatThrownBy(() -> service.ofQuestion("question"))
                .isInstanceOf(EmbeddingUnavailable.class)
                .hasMessage(said);
    }

    static Stream<Arguments> faults() {
        String nonsense = "answered something that is not OpenAI's API";
        String lengths = "must give vectors of 1 to 1024 numbers";
        return Stream.of(
                Arguments.of(aResponse().withStatus(500), "answered with status 500"),
                Arguments.of(aResponse().withStatus(401).withBody("{\"error\":{}}"), "answered with status 401"),
                Arguments.of(aResponse().withBody("<html>"), nonsense),
                Arguments.of(aResponse().withBody("{\"data\":[{\"index\":7,\"embedding\":[1]}]}"), nonsense),
                Arguments.of(aResponse().withBody(vectors(2)), "did not answer with one vector for each text"),
                Arguments.of(aResponse().withBody("{\"data\":[{\"index\":0,\"embedding\":[]}]}"), lengths),
                Arguments.of(aResponse().withBody("{\"data\":[" + vector(0, 1_025) + "]}"), lengths),
                Arguments.of(
                        aResponse().withBody("{\"data\":[{\"index\":0,\"embedding\":[0,0]}]}"),
                        "gave a vector of zero length"),
                Arguments.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "cannot be reached"),
                Arguments.of(aResponse().withBody(vectors(1)).withFixedDelay(6_000), "did not answer in time"));
    }

    @Test
    void tellsATextThatItRefusesFromAServiceThatIsAway() {
        answer(aResponse().withStatus(413));
        assertThatThrownBy(() -> service.ofPassages(List.of("long"))).isInstanceOf(TextRefused.class);
        for (String vector : List.of("[0,0]", "[null,1]")) {
            answer(aResponse().withBody("{\"data\":[{\"index\":0,\"embedding\":" + vector + "}]}"));
            assertThatThrownBy(() -> service.ofPassages(List.of("odd"))).isInstanceOf(TextRefused.class);
        }
        answer(aResponse().withStatus(503));
        assertThatThrownBy(() -> service.ofPassages(List.of("long"))).isNotInstanceOf(TextRefused.class);
        answer(aResponse().withStatus(500));
        assertThatThrownBy(() -> service.ofPassages(List.of("long")))
                .isInstanceOfSatisfying(TextRefused.class, refused -> assertThat(refused.isCertain())
                        .isFalse());
    }

    @Test
    void saysThatNobodyIsThere() {
        server.stop();
        assertThatThrownBy(() -> service.ofQuestion("question")).hasMessage("cannot be reached");
    }

    private void answer(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlEqualTo(PATH)).willReturn(answer.withHeader("Content-Type", "application/json")));
    }

    private static String vectors(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> vector(i, 2))
                .collect(Collectors.joining(",", "{\"data\":[", "]}"));
    }

    private static String vector(int index, int length) {
        return "{\"index\":" + index + ",\"embedding\":" + Collections.nCopies(length, 0.1) + "}";
    }
}
