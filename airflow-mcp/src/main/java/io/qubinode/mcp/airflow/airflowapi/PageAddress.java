package io.qubinode.mcp.airflow.airflowapi;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Addresses of Airflow's web pages.
 *
 * @param base where people see them
 */
public record PageAddress(URI base) {

    /** The page where a person answers what a task asks. */
    public String ofQuestion(DagRun run, String taskId, Optional<Integer> mapIndex) {
        return root() + "/dags/" + part(run.dagId()) + "/runs/" + part(run.runId())
                + "/tasks/" + part(taskId)
                + mapIndex.map(index -> "/mapped/" + index).orElse("") + "/required_actions";
    }

    private String root() {
        String root = base.toString();
        return root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
