package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.qubinode.mcp.airflow.airflowapi.TaskAnswer;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A detail of a task with a human in the loop. */
@OnTheWire
public record WireQuestion(
        String subject,
        String body,
        List<String> options,
        boolean multiple,
        List<String> defaults,
        @JsonDeserialize(using = BoundedValue.class) JsonNode params,
        boolean responseReceived,
        Instant createdAt,
        WireTaskInstance taskInstance) {

    /** As those of a task are whose process has ended until somebody answers: Airflow 3.3 has a state for it, 3.1 defers. */
    private static final Set<String> WAITING = Set.of("awaiting_input", "deferred");

    /** Longer than the end of a task's process, up to six seconds, and a pass of the scheduler take, also on a busy machine. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    /**
     * Whether it can be answered. While its task still runs, Airflow on SQLite can lose the answer; and when the scheduler has not seen yet
     * that the task's process ended to wait, Airflow 3.3 takes that end for the answered task's, which then fails.
     */
    public boolean isOpen() {
        return !responseReceived
                && taskInstance
                        .toTaskInstance()
                        .state()
                        .filter(WAITING::contains)
                        .isPresent()
                && (createdAt == null
                        // Either clock may be wrong.
                        || Duration.between(createdAt, Instant.now()).abs().compareTo(SETTLED) > 0);
    }

    @OnTheWire
    public record Answer(List<String> chosenOptions, Map<String, Object> paramsInput) {

        public static Answer of(TaskAnswer answer) {
            return new Answer(answer.options(), answer.params());
        }
    }

    public TaskQuestion toTaskQuestion() {
        var task = taskInstance.toTaskInstance();
        return new TaskQuestion(
                task.taskId(),
                task.mapIndex(),
                requireNonNullElse(subject, ""),
                Optional.ofNullable(body).filter(text -> !text.isBlank()),
                requireNonNullElse(options, List.of()),
                multiple,
                Optional.ofNullable(defaults).filter(list -> !list.isEmpty()),
                Optional.ofNullable(params).filter(values -> !values.isEmpty()));
    }
}
