package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.StoredText;
import io.qubinode.mcp.airflow.dag.DagTools.IfPaused;
import io.qubinode.mcp.airflow.dag.DagTools.TriggerDag;
import io.qubinode.mcp.airflow.dag.DagTools.Triggered;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

public final class DagRuns {

    private final Airflow airflow;
    private final RunCreation creation;
    private final RunWatches watches;

    DagRuns(Airflow airflow, RunWatches watches) {
        this.airflow = airflow;
        this.creation = new RunCreation(airflow);
        this.watches = watches;
    }

    /** Starts a run and waits for it as asked. */
    public Triggered trigger(TriggerDag input, CallContext call) {
        ConfCheck.requireSmall(input.conf());
        StoredText.require("conf", input.conf());
        input.note().ifPresent(note -> StoredText.require("note", note));
        DagDetails dag = airflow.dag(input.dagId());
        List<String> undeclared = ConfCheck.undeclared(dag, input.conf());
        if (!undeclared.isEmpty() && !input.allowUnknown()) {
            throw ConfCheck.refusalOf(undeclared, dag);
        }
        List<String> problems = ConfCheck.problems(dag, input.conf());
        var wanted = new NewDagRun(
                input.conf(),
                input.runId().orElseGet(DagRuns::runId),
                LogicalDate.of(input.logicalDate()),
                noteWithOrigin(input.note(), call));
        if (input.dryRun()) {
            return TriggerPreview.of(dag, input, wanted, problems);
        }
        var notes = new ArrayList<String>();
        RunCreation.Created created = created(dag, input, wanted, problems);
        if (!problems.isEmpty()) {
            notes.add(
                    "Airflow accepted the conf, though it does not seem to fit: " + String.join("; ", problems) + ".");
        }
        ConfCheck.unchecked(dag, input.conf()).ifPresent(notes::add);
        created.note().ifPresent(notes::add);
        DagRun run = created.run();
        boolean paused =
                dag.paused() && !run.ended() && !(input.ifPaused() == IfPaused.UNPAUSE && unpaused(dag, notes));
        if (paused) {
            notes.add("The DAG is paused: the run stays queued until someone unpauses it.");
        } else if (input.waitSeconds() > 0) {
            run = waited(run, input.waitSeconds(), call, notes);
        }
        return new Triggered(
                Optional.of(run),
                Optional.empty(),
                notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes)));
    }

    private RunCreation.Created created(DagDetails dag, TriggerDag input, NewDagRun wanted, List<String> problems) {
        try {
            return dag.paused() && input.ifPaused() == IfPaused.REFUSE
                    ? repeated(dag, input, wanted).orElseThrow(() -> paused(dag))
                    : creation.create(dag.dagId(), wanted);
        } catch (ToolException e) {
            throw e.error().code() == ErrorCode.INVALID_ARGUMENT && !problems.isEmpty()
                    ? ConfCheck.explained(e, dag, problems)
                    : e;
        }
    }

    /** A paused DAG does not justify refusing what was done before. */
    private Optional<RunCreation.Created> repeated(DagDetails dag, TriggerDag input, NewDagRun wanted) {
        return input.runId().flatMap(id -> creation.existing(dag.dagId(), wanted));
    }

    /** Of our own making, so that the run can be looked for when Airflow's answer is lost; like Airflow's own. */
    private static String runId() {
        return "manual__" + Instant.now().truncatedTo(ChronoUnit.MICROS) + "_"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    // From here on there is a run, of which the caller must know whatever happens.

    private boolean unpaused(DagDetails dag, List<String> notes) {
        try {
            airflow.setPaused(dag.dagId(), false);
            notes.add("The DAG was paused and is now unpaused, so its schedule runs too.");
            return true;
        } catch (ToolException e) {
            notes.add("The DAG could not be unpaused: " + e.error().message());
            return false;
        }
    }

    private DagRun waited(DagRun run, int seconds, CallContext call, List<String> notes) {
        RunWait.Waited waited = new RunWait(watches, call).until(run, Duration.ofSeconds(seconds));
        waited.failure()
                .map(e -> "The run was triggered, but not watched to its end: "
                        + e.error().message() + " get_dag_status shows more.")
                .or(() -> ending(waited.run(), seconds))
                .ifPresent(notes::add);
        return waited.run();
    }

    private static Optional<String> ending(DagRun run, int waited) {
        if (!run.ended()) {
            return Optional.of("It has not ended within " + waited + " seconds; get_dag_status shows more.");
        }
        return run.state().equals("failed")
                ? Optional.of("diagnose_dag_run explains why in one call.")
                : Optional.empty();
    }

    private static ToolException paused(DagDetails dag) {
        return new ToolException(
                ErrorCode.WRONG_STATE,
                "DAG " + dag.dagId() + " is paused, so a run of it would wait.",
                "Call again with if_paused \"queue\" (the run waits until someone unpauses the DAG) or \"unpause\" (the"
                        + " DAG's own schedule starts too).");
    }

    /** In Airflow's own audit every call comes from one account; this lets the two trails be joined. */
    private static String noteWithOrigin(Optional<String> note, CallContext call) {
        String origin = "by " + call.client() + " via qubinode-mcp, request " + call.requestId();
        return note.map(text -> text + "\n" + origin).orElse(origin);
    }
}
