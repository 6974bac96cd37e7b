package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.Questions.Question;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Questions and answers as they travel: what is asked ends a request, and what is answered comes with its repetition. Answers count only
 * with the state that was given with the questions, so nobody can answer what was not asked.
 */
@Singleton
final class InputReplies {

    private static final String STATE = "requestState";

    private final RequestState state;

    @Inject
    InputReplies(RequestState state) {
        this.state = state;
    }

    sealed interface Found {}

    /** What the request's questions are answered with. */
    record Usable(RepeatedQuestions questions) implements Found {}

    /** Why it cannot be used. */
    record Wrong(String why) implements Found {}

    Found of(Caller caller, MessageCheck.Request request) {
        JsonNode given = request.replies();
        if (!given.isMissingNode() && !(given.isObject() && given.valueStream().allMatch(JsonNode::isObject))) {
            return new Wrong("params.inputResponses is not an object of objects.");
        }
        if (request.state().isMissingNode()) {
            return new Usable(
                    new RepeatedQuestions(request.meta(), caller.id(), ToolJson.MAPPER.createObjectNode(), () -> true));
        }
        Optional<RequestState.Opened> opened = Optional.of(request.state())
                .filter(JsonNode::isTextual)
                .flatMap(text -> state.opened(text.textValue(), caller.id(), request.method(), request.params()));
        if (opened.isEmpty()) {
            return new Wrong("params." + STATE
                    + " is not the value that was given for this request, or it is too old. Call again without it.");
        }
        ObjectNode replies = opened.get().replies();
        given.properties().forEach(reply -> replies.set(reply.getKey(), reply.getValue()));
        return new Usable(new RepeatedQuestions(
                request.meta(), caller.id(), replies, opened.get().use()));
    }

    /** Puts questions into a result. */
    static void show(List<Question> open, ObjectNode result) {
        ObjectNode asked = result.putObject("inputRequests");
        open.forEach(question ->
                asked.putObject(question.key()).put("method", question.method()).set("params", question.params()));
    }

    /** The result that asks. */
    ObjectNode asking(MessageCheck.Request request, List<Question> open, RepeatedQuestions questions) {
        ObjectNode result = ToolJson.MAPPER.createObjectNode().put("resultType", "input_required");
        show(open, result);
        CallerId caller = questions.caller();
        return result.put(STATE, state.sealed(caller, request.method(), request.params(), questions.replies()));
    }
}
