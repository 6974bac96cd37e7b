package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;

final class DagCatalogue {

    private final Airflow airflow;

    DagCatalogue(Airflow airflow) {
        this.airflow = airflow;
    }

    DagTools.DagList list(DagTools.ListDags input) {
        int offset = Page.offset(input.cursor());
        return airflow.dags(new DagQuery(input.search(), input.tags(), input.paused(), input.limit(), offset))
                .answer(offset, DagTools.DagList::new);
    }
}
