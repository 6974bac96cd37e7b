package io.qubinode.mcp.airflow.airflowapi.wire;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunEnding;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of Airflow's own audit.
 *
 * @param extra what the request held, as JSON text
 */
@OnTheWire
public record WireEvent(Instant when, String event, String owner, String extra) {

    // Of Airflow 3's API, and of Airflow 2's when a program or a web page calls it.
    private static final Set<String> CHANGES_OF_A_RUN =
            Set.of("patch_dag_run", "api.update_dag_run_state", "ui.update_dag_run_state");

    /** How this ended a run; empty when it did not. */
    public Optional<RunEnding> endingOf(DagRun run) {
        // The older web pages of Airflow 2 say the state in the name.
        boolean toThisState = event.equals("dagrun_" + run.state())
                || (CHANGES_OF_A_RUN.contains(event)
                        && extra != null
                        && extra.contains("\"state\": \"" + run.state() + "\""));
        return toThisState && RunEnding.ended(run, when)
                ? Optional.of(new RunEnding("marked " + run.state(), String.valueOf(owner)))
                : Optional.empty();
    }
}
