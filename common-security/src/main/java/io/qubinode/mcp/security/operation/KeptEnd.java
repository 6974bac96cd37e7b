package io.qubinode.mcp.security.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Result.Answer;
import io.qubinode.mcp.security.operation.Result.Failure;
import io.qubinode.mcp.security.operation.Result.Reached;
import java.util.Optional;
import java.util.function.Function;

/** How an operation ended, as JSON that outlives the process. */
public final class KeptEnd {

    private static final String ANSWER = "answer";
    private static final String ERROR = "error";

    private KeptEnd() {}

    /** An object with the answer or the error; without either when there is none or it cannot be kept. */
    public static <T> ObjectNode of(Target<T> target, Result<T> result) {
        ObjectNode end = ToolJson.MAPPER.createObjectNode();
        if (result instanceof Answer<T>(T content)) {
            target.toKeep(content).ifPresent(json -> end.set(ANSWER, json));
        } else if (result instanceof Failure<T> failure) {
            end.set(ERROR, ToolJson.MAPPER.valueToTree(failure.error()));
        }
        return end;
    }

    /**
     * The end again; empty when there is neither an answer nor an error.
     *
     * @param kept reads an answer that was kept
     */
    public static <T> Optional<Result<T>> read(Function<ObjectNode, T> kept, ObjectNode end) {
        if (end.get(ANSWER) instanceof ObjectNode answer) {
            return Optional.of(new Answer<>(kept.apply(answer)));
        }
        if (!end.has(ERROR)) {
            return Optional.empty();
        }
        try {
            ToolError error = ToolJson.MAPPER.treeToValue(end.get(ERROR), ToolError.class);
            return Optional.of(new Failure<>(error, Outcome.ERROR, Reached.WORK));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
