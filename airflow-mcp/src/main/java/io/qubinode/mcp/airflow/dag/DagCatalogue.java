package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.List;

final class DagCatalogue {

    private final Airflow airflow;

    DagCatalogue(Airflow airflow) {
        this.airflow = airflow;
    }

    DagTools.DagList list(DagTools.ListDags input) {
        int offset = Page.offset(input.cursor());
        Page<Dag> page =
                airflow.dags(new DagQuery(input.search(), input.tags(), input.paused(), input.limit(), offset));
        List<Dag> shown = AnswerBudget.fitting(page.items());
        return new DagTools.DagList(shown, page.total(), page.next(offset, shown.size()));
    }
}
