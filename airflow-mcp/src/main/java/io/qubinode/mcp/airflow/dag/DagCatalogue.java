package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;

final class DagCatalogue {

    private final Airflow airflow;

    DagCatalogue(Airflow airflow) {
        this.airflow = airflow;
    }

    DagTools.DagList list(DagTools.ListDags input) {
        int offset = Page.offset(input.cursor());
        Optional<Integer> broken = offset == 0 ? brokenFiles() : Optional.empty();
        return airflow.dags(new DagQuery(input.search(), input.tags(), input.paused(), input.limit(), offset))
                .answer(
                        offset,
                        (dags, total, next) ->
                                new DagTools.DagList(dags, total, next, broken, broken.map(DagCatalogue::missing)));
    }

    private static String missing(int broken) {
        return broken + (broken == 1 ? " DAG file" : " DAG files")
                + " cannot be read, so DAGs may be missing or out of date here: list_import_errors (group dag_insight)"
                + " shows why.";
    }

    /** The DAGs are worth more than this. */
    private Optional<Integer> brokenFiles() {
        try {
            return Optional.of(airflow.importErrors(1, 0).total()).filter(broken -> broken > 0);
        } catch (ToolException e) {
            return Optional.empty();
        }
    }
}
