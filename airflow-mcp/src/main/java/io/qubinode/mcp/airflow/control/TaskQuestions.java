package io.qubinode.mcp.airflow.control;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.StoredText;
import io.qubinode.mcp.airflow.airflowapi.TaskAnswer;
import io.qubinode.mcp.airflow.airflowapi.TaskQuestion;
import io.qubinode.mcp.airflow.control.ControlTools.RespondToTask;
import io.qubinode.mcp.airflow.control.ControlTools.Responded;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import java.util.List;
import java.util.stream.Collectors;

/** Answers what tasks ask a person. */
final class TaskQuestions {

    private final Airflow airflow;

    TaskQuestions(Airflow airflow) {
        this.airflow = airflow;
    }

    Responded respond(RespondToTask input) {
        StoredText.require("params", input.params());
        DagRun run = airflow.run(input.dagId(), input.runId());
        List<TaskQuestion> open = airflow.questions(run);
        TaskQuestion question = open.stream()
                .filter(one ->
                        one.taskId().equals(input.taskId()) && one.mapIndex().equals(input.mapIndex()))
                .findFirst()
                .orElseThrow(() -> asksNothing(run, input, open));
        requireChoices(input.options(), question);
        var answer = new TaskAnswer(input.options(), QuestionParams.of(question).filledIn(input.params()));
        try {
            airflow.answer(run, question, answer);
        } catch (ToolException e) {
            throw e.error().code() == ErrorCode.ALREADY_EXISTS
                    ? new ToolException(
                            ErrorCode.WRONG_STATE,
                            "Somebody has answered task " + input.taskId() + " meanwhile.",
                            "get_dag_status shows how the run continues.",
                            e)
                    : e;
        }
        return new Responded(
                input.taskId(),
                ForeignText.shown(question.subject()),
                input.options(),
                "The task continues with this answer; get_dag_status shows how. An answer cannot be changed.");
    }

    private ToolException asksNothing(DagRun run, RespondToTask input, List<TaskQuestion> open) {
        if (airflow.taskInstance(run, input.taskId(), input.mapIndex()).isEmpty()) {
            return new ToolException(
                    ErrorCode.NOT_FOUND,
                    "This run has no task with the id " + input.taskId()
                            + input.mapIndex()
                                    .map(index -> " and map_index " + index)
                                    .orElse("") + ".",
                    Suggestions.hint(input.taskId(), airflow.taskIds(run), "get_dag_status shows its tasks."));
        }
        String others = open.stream().map(TaskQuestion::taskId).distinct().collect(Collectors.joining(", "));
        return new ToolException(
                ErrorCode.WRONG_STATE,
                "Task " + input.taskId() + " does not wait for an answer.",
                others.isEmpty() ? "get_dag_status shows how the run is." : "These do: " + others + ".");
    }

    private static void requireChoices(List<String> chosen, TaskQuestion question) {
        String choices = "The choices are " + String.join(", ", question.options()) + ".";
        if (chosen.size() > 1 && !question.multiple()) {
            throw new ToolException(ErrorCode.INVALID_ARGUMENT, "Only one option can be chosen.", choices);
        }
        chosen.stream()
                .filter(option -> !question.options().contains(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new ToolException(
                            ErrorCode.INVALID_ARGUMENT, "There is no option " + option + " to choose.", choices);
                });
    }
}
