package io.qubinode.mcp.assistant.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Fakes;
import io.qubinode.mcp.assistant.testing.ModelStream;
import io.qubinode.mcp.assistant.testing.TestCall;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import io.qubinode.mcp.security.tool.ClientModel.Request;
import io.qubinode.mcp.security.tool.ClientModel.Role;
import io.qubinode.mcp.security.tool.ClientModel.SamplingMessage;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Fakes.class, restrictToAnnotatedClass = true)
class StreamingTest {

    private static final Request REQUEST =
            new Request("Be brief.", List.of(new SamplingMessage(Role.USER, "Which port?")), 100);

    @Inject
    ChatModels models;

    WireMockServer fakes;

    private final TestCall call = new TestCall();

    @BeforeEach
    void forget() {
        fakes.resetAll();
    }

    @Test
    void tellsOfTheAnswerWhileItIsMade() {
        model(600, "Open ", "port ", "8888 ", "and ", "nothing ", "else ", "[1].");
        var pieces = new ArrayList<String>();
        Reply reply = models.configured().orElseThrow().reply(REQUEST, call, pieces::add);
        assertThat(reply.text()).isEqualTo("Open port 8888 and nothing else [1].");
        assertThat(pieces).hasSize(7);
    }

    @Test
    void stopsTheModelWhenTheCallerGivesUp() {
        model(30_000, "and ".repeat(100).split("(?<= )"));
        assertThatThrownBy(() -> models.configured().orElseThrow().reply(REQUEST, call, piece -> call.cancelled = true))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void endsAnAnswerThatGrowsWithoutEnd() {
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions")).willReturn(ModelStream.saying("x".repeat(9 << 20))));
        assertThatThrownBy(() -> models.configured().orElseThrow().reply(REQUEST, call, piece -> {}))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_REFUSED);
                    assertThat(e.error().message()).contains("larger than this service reads");
                });
    }

    @Test
    void limitsTheAnswerOfAModelThatRefusesMaxTokens() {
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(matchingJsonPath("$.max_tokens"))
                .willReturn(jsonResponse("""
                        {"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                        'max_completion_tokens' instead.","code":"unsupported_parameter"}}\
                        """, 400)));
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(matchingJsonPath("$.max_completion_tokens", equalTo("100")))
                .willReturn(ModelStream.saying("8888")));
        for (int i = 0; i < 2; i++) {
            assertThat(models.configured()
                            .orElseThrow()
                            .reply(REQUEST, call, piece -> {})
                            .text())
                    .isEqualTo("8888");
        }
        fakes.verify(3, postRequestedFor(urlEqualTo("/v1/chat/completions")));
    }

    @Test
    void tellsAWaitingCallerInGrowingSteps() {
        var progress = new AnswerProgress(call);
        progress.step("Asking tiny with 6 sources");
        progress.piece("Open ");
        progress.piece("port ");
        assertThat(call.told).startsWith("Asking tiny with 6 sources", "Open ");
        assertThat(call.done).isSorted().doesNotHaveDuplicates();
    }

    private void model(int milliseconds, String... pieces) {
        fakes.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .willReturn(ModelStream.saying(pieces).withChunkedDribbleDelay(pieces.length, milliseconds)));
    }
}
