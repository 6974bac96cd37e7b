package io.qubinode.mcp.assistant.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a language model's server sends when it streams, as llama.cpp does. */
public final class ModelStream {

    private ModelStream() {}

    /** A whole answer in pieces. */
    public static ResponseDefinitionBuilder saying(String... pieces) {
        return stream(chunks(pieces) + end("stop"));
    }

    /** An answer that has reached {@code max_tokens}. */
    public static ResponseDefinitionBuilder cut(String... pieces) {
        return stream(chunks(pieces) + end("length"));
    }

    /** An answer that lacks its end. */
    public static ResponseDefinitionBuilder brokenOff(String... pieces) {
        return stream(chunks(pieces));
    }

    private static ResponseDefinitionBuilder stream(String body) {
        return aResponse().withHeader("Content-Type", "text/event-stream").withBody(body);
    }

    private static String chunks(String... pieces) {
        return Arrays.stream(pieces)
                .map(piece -> chunk(new JsonObject().put("content", piece), null))
                .collect(Collectors.joining());
    }

    private static String end(String reason) {
        return chunk(new JsonObject(), reason) + "data: [DONE]\n\n";
    }

    private static String chunk(JsonObject delta, String reason) {
        var choice =
                new JsonObject().put("index", 0).put("finish_reason", reason).put("delta", delta);
        return "data: "
                + new JsonObject()
                        .put("choices", new JsonArray().add(choice))
                        .put("created", 1)
                        .put("id", "chatcmpl-1")
                        .put("model", "tiny")
                        .put("object", "chat.completion.chunk")
                        .encode()
                + "\n\n";
    }
}
