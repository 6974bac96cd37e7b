package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.KeptEnd;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.operation.Result.Reached;
import io.qubinode.mcp.security.operation.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A task as it is kept. One that nobody ended before its process did has failed. */
final class TaskRecord {

    private static final String CREATED = "created";
    private static final String UPDATED = "updated";
    private static final String STATUS = "status";

    private static final ToolError LOST = new ToolError(
            ErrorCode.STOPPING,
            "The service ended before this task did; what it had done may be undone, or go on.",
            "Look at what there is, then call again if it is still to be done.");

    private static final ToolError BROKEN =
            new ToolError(ErrorCode.INTERNAL, "The server failed to carry this task out.", "Tell the operator its id.");

    private TaskRecord() {}

    static ObjectNode begun(RunningTask task) {
        return ToolJson.MAPPER
                .createObjectNode()
                .put(CREATED, task.created.toString())
                .put(UPDATED, task.created.toString());
    }

    /** @param result null when it broke */
    static <T> ObjectNode ended(RunningTask task, Target<T> target, Result<T> result) {
        Result<T> end = result == null ? new Result.Failure<>(BROKEN, Outcome.ERROR, Reached.WORK) : result;
        return begun(task)
                .put(UPDATED, Instant.now().toString())
                .put(STATUS, status(end).name())
                .setAll(KeptEnd.of(target, end));
    }

    private static TaskStatus status(Result<?> end) {
        return end instanceof Result.Failure<?> failure
                ? switch (failure.error().code()) {
                    case CANCELLED -> TaskStatus.CANCELLED;
                    case INTERNAL, STOPPING -> TaskStatus.FAILED;
                    default -> TaskStatus.COMPLETED;
                }
                : TaskStatus.COMPLETED;
    }

    static TaskView view(String id, ObjectNode record) {
        boolean isLost = !record.has(STATUS);
        Optional<Result<ToolAnswer>> end = KeptEnd.read(ToolAnswer::kept, record);
        Optional<ToolError> error = isLost
                ? Optional.of(LOST)
                : end.filter(Result.Failure.class::isInstance)
                        .map(failure -> ((Result.Failure<ToolAnswer>) failure).error());
        return new TaskView(
                id,
                isLost
                        ? TaskStatus.FAILED
                        : TaskStatus.valueOf(record.get(STATUS).asText()),
                error.map(ToolError::message).orElse(""),
                Instant.parse(record.path(CREATED).asText()),
                Instant.parse(record.path(UPDATED).asText()),
                List.of(),
                end.filter(Result.Answer.class::isInstance)
                        .map(answer -> ((Result.Answer<ToolAnswer>) answer).content()),
                error);
    }
}
