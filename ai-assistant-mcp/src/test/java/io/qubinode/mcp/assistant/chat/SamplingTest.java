package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.mcp.server.ClientCapability;
import io.quarkiverse.mcp.server.test.McpAssured;
import io.quarkiverse.mcp.server.test.McpAssured.McpStreamableTestClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.testing.Client;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of MCP that lend their language model. */
@QuarkusTest
class SamplingTest {

    private static final String QUESTION = "Which firewall port is for Airflow?";

    @TestHTTPResource
    URI base;

    @BeforeEach
    void await() {
        Client.awaitDocuments();
    }

    @Test
    void asksTheModelThatTheClientLends() {
        var content = new JsonObject().put("type", "text").put("text", "Port 8888 [1] [44].");
        var answered = answer(new JsonObject()
                .put(
                        "result",
                        new JsonObject()
                                .put("role", "assistant")
                                .put("content", content)
                                .put("model", "lent")
                                .put("stopReason", "maxTokens")));
        assertThat(answered.getString("answer")).isEqualTo("Port 8888 [1].");
        assertThat(answered.getString("mode")).isEqualTo("sampling");
        assertThat(answered.getString("model")).isEqualTo("lent");
        assertThat(answered.getString("note")).contains("The answer is cut");
    }

    @Test
    void quotesWhenTheUserDeclines() {
        var answered = answer(
                new JsonObject().put("error", new JsonObject().put("code", -1).put("message", "User rejected")));
        assertThat(answered.getString("mode")).isEqualTo("extractive");
        assertThat(answered.getString("answer")).contains("> ");
        assertThat(answered.getString("note")).contains("or its user declined", "quotes the documentation");
    }

    @Test
    void quotesWhenTheClientAnswersWithAPicture() {
        var content = new JsonObject().put("type", "image").put("data", "AAAA").put("mimeType", "image/png");
        var result = new JsonObject()
                .put("role", "assistant")
                .put("content", content)
                .put("model", "lent");
        assertThat(answer(new JsonObject().put("result", result)).getString("mode"))
                .isEqualTo("extractive");
    }

    /** The answer of the tool when the client answers the server's question so. */
    private JsonObject answer(JsonObject reply) {
        Client.looksOften();
        McpStreamableTestClient client = McpAssured.newStreamableClient()
                .setBaseUri(base)
                .setClientCapabilities(new ClientCapability(ClientCapability.SAMPLING, Map.of()))
                .setAdditionalHeaders(
                        message -> MultiMap.caseInsensitiveMultiMap().add("X-API-Key", Client.KEY))
                .build()
                .connect();
        try {
            JsonObject call = client.newRequest("tools/call")
                    .put(
                            "params",
                            new JsonObject()
                                    .put("name", "chat_with_context")
                                    .put(
                                            "arguments",
                                            new JsonObject()
                                                    .put("message", QUESTION)
                                                    .put("max_tokens", 100)));
            client.sendAndForget(call);
            JsonObject asked = client.waitForRequests(1).requests().getFirst();
            assertThat(asked.getString("method")).isEqualTo("sampling/createMessage");
            assertThat(asked.getJsonObject("params").getInteger("maxTokens")).isEqualTo(100);
            assertThat(asked.getJsonObject("params").getString("systemPrompt")).contains("data from others");
            assertThat(asked.encode()).contains(QUESTION, "firewall-cmd");
            client.sendAndForget(reply.put("jsonrpc", "2.0").put("id", asked.getValue("id")));
            return client.waitForResponse(call).getJsonObject("result").getJsonObject("structuredContent");
        } finally {
            client.close();
        }
    }
}
