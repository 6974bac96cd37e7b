package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.NewDagRun;
import io.qubinode.mcp.airflow.dag.DagTools.TriggerDag;
import io.qubinode.mcp.airflow.dag.DagTools.Triggered;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what triggering a DAG would do. */
final class TriggerPreview {

    private TriggerPreview() {}

    static Triggered of(DagDetails dag, TriggerDag input, NewDagRun wanted, List<String> problems) {
        var notes = new ArrayList<String>();
        notes.add("Nothing was started. dry_run false starts the run"
                + wanted.logicalDate()
                        .date()
                        .map(date -> input.logicalDate().isPresent() ? " for " + date + "." : ".")
                        .orElse(" without a logical date."));
        if (!problems.isEmpty()) {
            notes.add("Airflow will probably refuse the conf: " + String.join("; ", problems) + ".");
        }
        ConfCheck.unchecked(dag, input.conf()).ifPresent(notes::add);
        if (dag.paused()) {
            notes.add(
                    switch (input.ifPaused()) {
                        case REFUSE -> "The DAG is paused, so it would be refused without if_paused.";
                        case QUEUE -> "The DAG is paused: the run would wait until someone unpauses it.";
                        case UNPAUSE -> "The DAG is paused and would be unpaused: its schedule would start too.";
                    });
        }
        return new Triggered(
                Optional.empty(),
                Optional.of(SecretMask.mask(ConfCheck.merged(dag, input.conf()))),
                Optional.of(String.join(" ", notes)));
    }
}
