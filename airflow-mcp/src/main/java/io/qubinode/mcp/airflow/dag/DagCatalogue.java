package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.Optional;

/** Lists DAGs in pages. */
final class DagCatalogue {

    private final Airflow airflow;

    DagCatalogue(Airflow airflow) {
        this.airflow = airflow;
    }

    DagTools.DagList list(DagTools.ListDags input) {
        int offset = input.cursor().map(Integer::parseInt).orElse(0);
        Page<Dag> page =
                airflow.dags(new DagQuery(input.search(), input.tags(), input.paused(), input.limit(), offset));
        var shown = AnswerBudget.fitting(page.items());
        int next = offset + shown.size();
        boolean more = next < page.total() && !shown.isEmpty();
        return new DagTools.DagList(shown, page.total(), more ? Optional.of(String.valueOf(next)) : Optional.empty());
    }
}
