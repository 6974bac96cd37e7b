package io.qubinode.mcp.airflow.dag;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.LogicalDate;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Creates a run once, whatever becomes of the request or its answer: by the id of the run it can be told whether it is there. */
final class RunCreation {

    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> {
        if (one.equals(other)) {
            return 0;
        }
        return one.isNumber() && other.isNumber() ? one.decimalValue().compareTo(other.decimalValue()) : 1;
    };

    private final Airflow airflow;

    RunCreation(Airflow airflow) {
        this.airflow = airflow;
    }

    /**
     * A run that is there now.
     *
     * @param note what was unusual
     */
    record Created(DagRun run, Optional<String> note) {}

    /**
     * Creates a run, or finds the one that the same request has created before.
     *
     * @throws ToolException {@code already_exists} for a run id that another request has taken
     */
    Created create(String dagId, NewDagRun wanted) {
        return create(dagId, wanted, !wanted.logicalDate().chosen());
    }

    private Created create(String dagId, NewDagRun wanted, boolean anyDate) {
        try {
            return new Created(airflow.trigger(dagId, wanted), Optional.empty());
        } catch (ToolException e) {
            return switch (e.error().code()) {
                case ALREADY_EXISTS ->
                    existing(dagId, wanted).orElseGet(() -> atAnotherDate(dagId, wanted, anyDate, e));
                case BACKEND_TIMEOUT, BACKEND_UNAVAILABLE, BACKEND_REFUSED -> lookedFor(dagId, wanted, e);
                default -> throw e;
            };
        }
    }

    /** Two runs that are for "now" may be so at the same moment. */
    private Created atAnotherDate(String dagId, NewDagRun wanted, boolean anyDate, ToolException e) {
        if (anyDate) {
            return create(dagId, wanted.at(LogicalDate.of(Optional.empty())), false);
        }
        throw wanted.logicalDate().chosen() ? dateTaken(dagId, wanted, e) : e;
    }

    /**
     * The run that the same request has created before.
     *
     * @throws ToolException {@code already_exists} when another request has
     */
    Optional<Created> existing(String dagId, NewDagRun wanted) {
        return same(dagId, wanted)
                .map(run ->
                        new Created(run, Optional.of("This run existed already: it was not started a second time.")));
    }

    private Optional<DagRun> same(String dagId, NewDagRun wanted) {
        Optional<RunDetails> there = airflow.findRun(dagId, wanted.runId());
        there.ifPresent(run -> {
            if (!run.conf().equals(BY_VALUE, ToolJson.MAPPER.valueToTree(wanted.conf()))) {
                throw other(dagId, wanted.runId(), "conf");
            } else if (wanted.logicalDate().chosen()
                    && !run.logicalDate().equals(wanted.logicalDate().date())) {
                throw other(dagId, wanted.runId(), "logical_date");
            }
        });
        return there.map(RunDetails::run);
    }

    private Created lookedFor(String dagId, NewDagRun wanted, ToolException e) {
        Optional<DagRun> there;
        try {
            there = same(dagId, wanted);
        } catch (ToolException alsoFailed) {
            throw alsoFailed.error().code() == ErrorCode.ALREADY_EXISTS
                    ? alsoFailed
                    : uncertain(e, "Whether it created the run is not known.", wanted.runId());
        }
        return there.map(run -> new Created(run, Optional.of("Airflow's answer was lost, but it created the run.")))
                .orElseThrow(() -> uncertain(e, "So far it has not created the run.", wanted.runId()));
    }

    /** A request may still be on its way, so that only the same run id is safe to use again. */
    private static ToolException uncertain(ToolException e, String state, String runId) {
        if (e.error().code() == ErrorCode.BACKEND_REFUSED) {
            return e;
        }
        return new ToolException(
                e.error().code(),
                e.error().message() + " " + state,
                "To try again, use run_id \"" + runId + "\": that never makes a second run. "
                        + e.error().hint(),
                e);
    }

    private static ToolException dateTaken(String dagId, NewDagRun wanted, ToolException e) {
        return new ToolException(
                ErrorCode.ALREADY_EXISTS,
                "DAG " + dagId + " has a run for "
                        + wanted.logicalDate().date().map(Instant::toString).orElse("this id") + " already.",
                "Choose another logical_date, or run that one again with clear_tasks; list_dag_runs shows it.",
                e);
    }

    private static ToolException other(String dagId, String runId, String what) {
        return new ToolException(
                ErrorCode.ALREADY_EXISTS,
                "DAG " + dagId + " has a run with the id " + runId + " already, with another " + what + ".",
                "Choose another run_id or leave it out.");
    }
}
