package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.Questions.Question;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

public final class SampledModel implements ClientModel {

    /** As https://modelcontextprotocol.io/specification/2025-11-25/schema#createmessageresult names it. */
    private static final String CUT = "maxTokens";

    private final Questions questions;

    private SampledModel(Questions questions) {
        this.questions = questions;
    }

    /** The model of the client that these questions go to; empty when it lends none. */
    public static Optional<ClientModel> of(Questions questions) {
        return questions.accepts(Questions.SAMPLING) ? Optional.of(new SampledModel(questions)) : Optional.empty();
    }

    @Override
    public Reply ask(Request request, Duration patience, CallContext call) {
        ObjectNode params = ToolJson.MAPPER.createObjectNode().put("systemPrompt", request.systemPrompt());
        ArrayNode messages = params.putArray("messages");
        request.messages().forEach(message -> add(messages, message));
        params.put("maxTokens", request.maxTokens());
        return switch (questions.ask(new Question("answer", Questions.SAMPLING, params), patience, call)) {
            case Questions.Reply.Given(ObjectNode result) -> reply(result);
            case Questions.Reply.Declined declined -> throw noAnswer();
            case Questions.Reply.None none -> throw noAnswer();
        };
    }

    private static void add(ArrayNode messages, SamplingMessage message) {
        messages.addObject()
                .put("role", message.role().name().toLowerCase(Locale.ROOT))
                .putObject("content")
                .put("type", "text")
                .put("text", message.text());
    }

    private static Reply reply(ObjectNode result) {
        var content = result.path("content");
        if (!content.path("type").asText().equals("text")
                || !content.path("text").isTextual()) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED, "The client's language model answered no text.", "Use another tool.");
        }
        return new Reply(
                content.get("text").textValue(),
                result.path("model").asText(),
                CUT.equals(result.path("stopReason").asText()));
    }

    private static ToolException noAnswer() {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "The client's language model did not answer in time, or its user declined.",
                "Try again, or use another tool.");
    }
}
