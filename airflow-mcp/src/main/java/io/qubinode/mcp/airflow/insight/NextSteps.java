package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.insight.InsightTools.FailedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What to try after a failure, by what the log says. */
final class NextSteps {

    private static final Pattern TRANSIENT = Pattern.compile(
            "(?i)timed? ?out|connection (refused|reset|aborted)|temporarily|unavailable|\\b(429|502|503|504)\\b"
                    + "|too many requests|deadlock");
    private static final Pattern ENVIRONMENT =
            Pattern.compile("ModuleNotFoundError|ImportError|No such file|command not found|PermissionError");
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?i)\\b(401|403)\\b|unauthori[sz]ed|forbidden|authentication|access denied");
    // A task writes its log, and may say "variable" very often.
    private static final com.google.re2j.Pattern SETTING =
            com.google.re2j.Pattern.compile("(?i)variable .*does not exist|conn_id .*isn't defined"
                    + "|(variable|connection)_not_found|(variable|connection)accessor");

    private NextSteps() {}

    static List<String> of(
            RunDetails run, Optional<RunDetails> success, List<TaskInstance> failed, List<FailedTask> shown) {
        if (failed.isEmpty()) {
            return List.of("get_dag_status shows the state of each task.");
        }
        String log = shown.stream().map(FailedTask::log).collect(Collectors.joining("\n"));
        var steps = new ArrayList<String>();
        if (failed.stream()
                .anyMatch(task -> task.state().filter("up_for_retry"::equals).isPresent())) {
            steps.add("Airflow retries the task automatically: ask again later.");
        }
        if (TRANSIENT.matcher(log).find()) {
            steps.add("The cause may be temporary: try again.");
        }
        if (ENVIRONMENT.matcher(log).find()) {
            steps.add("Something is missing where the task runs; trying again helps only when it is there.");
        }
        if (CREDENTIAL.matcher(log).find()) {
            steps.add("The task's credential was refused: check its connection.");
        }
        if (SETTING.matcher(log).find()) {
            steps.add(
                    "A variable or connection is missing: list_variables and list_connections show the existing ones.");
        }
        if (success.flatMap(RunDetails::dagVersion).isPresent()
                && !success.flatMap(RunDetails::dagVersion).equals(run.dagVersion())) {
            steps.add("Compare the code: get_dag_source with each version.");
        }
        steps.add("More of the log: get_task_logs of task " + failed.getFirst().taskId() + ".");
        steps.add("When the cause is gone, clear_tasks (group dag_control) runs the failed tasks again.");
        return steps;
    }
}
