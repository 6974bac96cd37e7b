package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptProvider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people often want of a workflow. */
@Singleton
public final class DagPrompts implements PromptProvider {

    @Override
    public List<Prompt> prompts() {
        return List.of(Prompt.ofText(
                "troubleshoot_run",
                "Why did a run fail?",
                "Finds the cause of a failed Airflow run and proposes what to do.",
                List.of(
                        new Prompt.Argument("dag_id", "Id of the DAG, such as provision_vm.", true),
                        new Prompt.Argument("run_id", "Id of the DAG run. Default: the newest failed one.", false)),
                Set.of("diagnose_dag_run"),
                DagPrompts::troubleshoot));
    }

    private static String troubleshoot(Map<String, String> given) {
        String run = Optional.ofNullable(given.get("run_id"))
                .map(id -> "the run \"" + id + "\"")
                .orElse("the newest failed run");
        return """
                Find out why %s of the Airflow workflow "%s" failed, or that it did not.

                Call diagnose_dag_run once: it tells which task failed, why by its log, what did not run because of it, what \
                changed since the last success, and what to try. Call another tool only if the cause is not in its answer; its \
                next steps name which.

                Then tell me, in this order: what failed and when; the cause, with the lines of the log that show it; what to \
                do, and how to see that it helped. Say what you do not know. Change nothing and start no run unless I ask.
                """.formatted(run, given.get("dag_id"));
    }
}
