package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import io.qubinode.mcp.security.tool.Questions.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A task as it is kept. One that nobody ended before its process did has failed. */
final class TaskRecord {

    private static final String CREATED = "created";
    private static final String UPDATED = "updated";
    private static final String STATUS = "status";
    private static final String MESSAGE = "message";
    private static final String QUESTIONS = "questions";
    private static final String KEY = "key";
    private static final String METHOD = "method";
    private static final String PARAMS = "params";

    private static final ToolError LOST = new ToolError(
            ErrorCode.STOPPING,
            "The service stopped before this task ended. Its changes may have been undone, or may still continue.",
            "Check the current state, then call again if the work is still needed.");

    private static final ToolError BROKEN =
            new ToolError(ErrorCode.INTERNAL, "The server failed to carry this task out.", "Tell the operator its id.");

    private TaskRecord() {}

    static ObjectNode begun(RunningTask task) {
        return times(task.created, task.created);
    }

    private static ObjectNode times(Instant created, Instant updated) {
        return ToolJson.MAPPER
                .createObjectNode()
                .put(CREATED, created.toString())
                .put(UPDATED, updated.toString());
    }

    /** For other replicas, while it runs. */
    static ObjectNode running(TaskView task) {
        ObjectNode record = times(task.created(), task.updated()).put(MESSAGE, task.message());
        ArrayNode questions = record.putArray(QUESTIONS);
        task.questions().forEach(question -> questions
                .addObject()
                .put(KEY, question.key())
                .put(METHOD, question.method())
                .set(PARAMS, question.params()));
        return record;
    }

    /** @param result null when it broke; a question nobody is left to answer, because the request has ended */
    static <T> ObjectNode ended(RunningTask task, Target<T> target, Result<T> result) {
        boolean isBroken = result == null || result instanceof Result.InputRequired<T>;
        Result<T> end = isBroken ? new Result.Failure<>(BROKEN, Outcome.ERROR, Reached.WORK) : result;
        return times(task.created, Instant.now())
                .put(STATUS, (isBroken ? TaskStatus.FAILED : status(end)).name())
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

    /** @param isRunning whether a replica works at it */
    static TaskView view(String id, ObjectNode record, boolean isRunning) {
        boolean isLost = !record.has(STATUS);
        if (isLost && isRunning) {
            return running(id, record);
        }
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

    private static TaskView running(String id, ObjectNode record) {
        List<Question> questions = record.path(QUESTIONS)
                .valueStream()
                .map(asked -> new Question(
                        asked.path(KEY).asText(), asked.path(METHOD).asText(), (ObjectNode) asked.path(PARAMS)))
                .toList();
        return new TaskView(
                id,
                TaskStatus.ofOpen(questions),
                record.path(MESSAGE).asText(),
                Instant.parse(record.path(CREATED).asText()),
                Instant.parse(record.path(UPDATED).asText()),
                questions,
                Optional.empty(),
                Optional.empty());
    }
}
