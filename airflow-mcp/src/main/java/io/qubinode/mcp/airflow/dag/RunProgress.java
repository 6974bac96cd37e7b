package io.qubinode.mcp.airflow.dag;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;

/** How many task instances of a run have ended. */
record RunProgress(long ended, long total) {

    private static final int ONE_PAGE = 100;

    static RunProgress of(Airflow airflow, DagRun run) {
        TaskQuery all = TaskQuery.of(run, ONE_PAGE);
        Page<TaskInstance> page = airflow.taskInstances(all);
        long ended = page.total() <= page.items().size()
                ? page.items().stream().filter(TaskInstance::ended).count()
                : airflow.taskInstances(all.in(TaskInstance.ENDED).atMost(1)).total();
        return new RunProgress(ended, page.total());
    }
}
