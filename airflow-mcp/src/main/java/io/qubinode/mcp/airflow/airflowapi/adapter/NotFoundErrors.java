package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;

/** What is not there, and what is. */
final class NotFoundErrors {

    private NotFoundErrors() {}

    /** @param ids of listed DAGs, in which after an upgrade of Airflow this one may be, though Airflow has nothing else of it */
    static ToolException dag(String dagId, List<String> ids) {
        if (ids.contains(dagId)) {
            return notFound(
                    "Airflow lists DAG " + dagId + ", but has nothing else of it.",
                    "Its file may not be read yet, or the DAG may just have been deleted. Try again in a minute.");
        }
        return notFound(
                "Airflow has no DAG with the id " + dagId + ".",
                Suggestions.hint(dagId, ids, "list_dags shows all ids."));
    }

    /**
     * No such run.
     *
     * @param newest ids of the DAG's last runs, the newest first
     */
    static ToolException run(String dagId, String runId, List<String> newest) {
        String otherwise = newest.isEmpty() ? "It has no runs yet." : "The newest run is " + newest.getFirst() + ".";
        return notFound(
                "DAG " + dagId + " has no run with the id " + runId + ".", Suggestions.hint(runId, newest, otherwise));
    }

    static ToolException log(TaskTry attempt) {
        return notFound(
                "Airflow has no log of try " + attempt.number() + " of task " + attempt.taskId() + ".",
                "get_dag_status shows the tries of each task.");
    }

    static ToolException dagVersion(String dagId, int number) {
        return notFound(
                "Airflow has no version " + number + " of DAG " + dagId + ".", "Leave version out for the newest.");
    }

    static ToolException something() {
        return notFound(
                "Airflow does not have what was asked for. It may just have been deleted.",
                "list_dags and list_dag_runs show what exists.");
    }

    /**
     * In the words of a look that must fail.
     *
     * @param look at what a 404 was about
     */
    static ToolException foundBy(Runnable look) {
        try {
            look.run();
            return something();
        } catch (ToolException e) {
            return e;
        }
    }

    /** What only Airflow 3 can do. */
    static ToolException inAirflow2(String deed, String instead) {
        return new ToolException(ErrorCode.WRONG_STATE, "Airflow 2 cannot " + deed + ".", instead);
    }

    static ToolException api() {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "What answers at AIRFLOW_API_URL is not the API server of an Airflow 2 or 3.",
                "An operator must correct AIRFLOW_API_URL.");
    }

    private static ToolException notFound(String message, String hint) {
        return new ToolException(ErrorCode.NOT_FOUND, message, hint);
    }
}
