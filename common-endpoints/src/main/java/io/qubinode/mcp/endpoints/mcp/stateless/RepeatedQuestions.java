package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.InputNeeded;
import io.qubinode.mcp.security.tool.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The questions of one request: answered by what came with it, or the request ends with them. For one thread. */
final class RepeatedQuestions implements Questions {

    private final RequestMeta client;
    private final CallerId caller;
    private final ObjectNode replies;
    private final BooleanSupplier use;
    private final Map<String, Integer> asked = new HashMap<>();
    private final List<String> needed = new ArrayList<>();
    private boolean isUsed;

    /**
     * @param replies the client's results by the keys of the questions
     * @param use whether they may be used
     */
    RepeatedQuestions(RequestMeta client, CallerId caller, ObjectNode replies, BooleanSupplier use) {
        this.client = client;
        this.caller = caller;
        this.replies = replies;
        this.use = use;
    }

    CallerId caller() {
        return caller;
    }

    ObjectNode replies() {
        return replies;
    }

    /** The methods that the client would have to answer. */
    List<String> needed() {
        return needed;
    }

    @Override
    public boolean accepts(String method) {
        return client.answers(method);
    }

    @Override
    public void needed(String method) {
        needed.add(method);
    }

    @Override
    public Reply ask(Question question, Duration timeout, CallContext call) {
        return ask(List.of(question), timeout, call).getFirst();
    }

    @Override
    public List<Reply> ask(List<Question> questions, Duration timeout, CallContext call) {
        List<Question> numbered = questions.stream().map(this::numbered).toList();
        List<Question> open = numbered.stream()
                .filter(question -> !replies.has(question.key()))
                .toList();
        if (!open.isEmpty()) {
            throw new InputNeeded(open);
        }
        if (!isUsed && !use.getAsBoolean()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "These answers were used before; nothing was done.",
                    "Call again without requestState.");
        }
        isUsed = true;
        return numbered.stream()
                .<Reply>map(question -> new Reply.Given((ObjectNode) replies.get(question.key())))
                .toList();
    }

    /** The second question with a key is another one, in each repetition the same. */
    private Question numbered(Question question) {
        int number = asked.merge(question.key(), 1, Integer::sum);
        return number == 1
                ? question
                : new Question(question.key() + '_' + number, question.method(), question.params());
    }
}
