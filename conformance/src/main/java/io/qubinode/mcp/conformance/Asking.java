package io.qubinode.mcp.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import java.time.Duration;
import java.util.List;

/** How the fixtures ask the client. */
final class Asking {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Asking() {}

    static Questions client(CallContext call, String method) {
        return call.questions().filter(questions -> questions.accepts(method)).orElseThrow(() -> {
            call.questions().ifPresent(questions -> questions.needed(method));
            return new ToolException(ErrorCode.WRONG_STATE, "The client cannot be asked this.", "");
        });
    }

    static ObjectNode ask(Question question, CallContext call) {
        return given(client(call, question.method()).ask(question, PATIENCE, call));
    }

    static List<ObjectNode> ask(List<Question> questions, CallContext call) {
        return client(call, questions.getFirst().method()).ask(questions, PATIENCE, call).stream()
                .map(Asking::given)
                .toList();
    }

    private static ObjectNode given(Questions.Reply reply) {
        if (reply instanceof Questions.Reply.Given(ObjectNode result)) {
            return result;
        }
        throw new ToolException(ErrorCode.WRONG_STATE, "The client did not answer.", "");
    }

    /** Asks the user for one text. */
    static Question text(String key, String message, String field) {
        return form(key, message, field, "string");
    }

    static Question form(String key, String message, String field, String type) {
        ObjectNode params = ToolJson.MAPPER.createObjectNode().put("message", message);
        ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
        schema.putObject("properties").putObject(field).put("type", type);
        schema.putArray("required").add(field);
        return new Question(key, Questions.ELICITATION, params);
    }

    /** Asks the client's model. */
    static Question model(String key, String text, int tokens) {
        ObjectNode params = ToolJson.MAPPER.createObjectNode().put("maxTokens", tokens);
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", text);
        return new Question(key, Questions.SAMPLING, params);
    }

    static Question roots(String key) {
        return new Question(key, "roots/list", ToolJson.MAPPER.createObjectNode());
    }
}
