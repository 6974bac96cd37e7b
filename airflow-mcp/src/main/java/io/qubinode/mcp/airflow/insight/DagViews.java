package io.qubinode.mcp.airflow.insight;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagSource;
import io.qubinode.mcp.airflow.airflowapi.DagTask;
import io.qubinode.mcp.airflow.airflowapi.ShownParam;
import io.qubinode.mcp.airflow.insight.InsightTools.Details;
import io.qubinode.mcp.airflow.insight.InsightTools.GetDagDetails;
import io.qubinode.mcp.airflow.insight.InsightTools.GetDagSource;
import io.qubinode.mcp.airflow.insight.InsightTools.Graph;
import io.qubinode.mcp.airflow.insight.InsightTools.Source;
import io.qubinode.mcp.security.secret.PrivateKeyLines;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Shows what a DAG is made of. */
final class DagViews {

    private static final int LONGEST_DOC = 1_000;
    private static final int LONGEST_GRAPH = 4_000;
    private static final int LONGEST_SOURCE = 7_000;

    private final Airflow airflow;

    DagViews(Airflow airflow) {
        this.airflow = airflow;
    }

    Details details(GetDagDetails input) {
        DagDetails dag = airflow.dag(input.dagId());
        List<DagTask> tasks = airflow.tasks(input.dagId());
        String graph = input.graph() == Graph.MERMAID ? TaskGraph.mermaid(tasks) : TaskGraph.text(tasks);
        String shown = cut(graph, LONGEST_GRAPH);
        var params = new LinkedHashMap<String, JsonNode>();
        dag.params()
                .forEach(
                        (name, param) -> params.put(SecretMask.mask(name), ShownParam.schema(name, param.described())));
        return new Details(
                dag.dagId(),
                dag.displayName(),
                dag.description(),
                dag.doc().map(text -> cut(text.strip(), LONGEST_DOC)),
                dag.schedule(),
                dag.timezone(),
                dag.paused(),
                dag.nextRun(),
                dag.catchup(),
                dag.maxActiveRuns(),
                dag.importErrors() ? Optional.of(true) : Optional.empty(),
                dag.version(),
                dag.owners(),
                dag.tags(),
                params,
                tasks.size(),
                shown,
                shown.length() < graph.length()
                        ? Optional.of("The graph is cut after its first part.")
                        : Optional.empty());
    }

    Source source(GetDagSource input) {
        DagSource source = airflow.source(input.dagId(), input.version());
        List<String> all = source.text().lines().toList();
        var shown = new ArrayList<String>();
        var keys = new PrivateKeyLines(0);
        // A key may begin before the first line that is shown.
        all.stream().limit(input.fromLine() - 1L).forEach(keys::takes);
        int left = LONGEST_SOURCE;
        for (String line : all.stream().skip(input.fromLine() - 1L).toList()) {
            boolean ofKey = keys.takes(line);
            left -= line.length() + 1;
            if (left < 0 && !shown.isEmpty()) {
                break;
            }
            shown.add(ofKey ? "***" : SecretMask.mask(line));
        }
        if (shown.isEmpty()) {
            return new Source(
                    source.version(),
                    "",
                    input.fromLine(),
                    all.size(),
                    all.size(),
                    Optional.of("The file ends with line " + all.size() + "."));
        }
        int last = input.fromLine() + shown.size() - 1;
        return new Source(
                source.version(),
                String.join("\n", shown),
                input.fromLine(),
                last,
                all.size(),
                last < all.size()
                        ? Optional.of("Shows lines " + input.fromLine() + " to " + last + " of " + all.size()
                                + "; from_line " + (last + 1) + " reads on.")
                        : Optional.empty());
    }

    /** At a line's end. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = text.lastIndexOf('\n', longest);
        return text.substring(0, end > 0 ? end : longest);
    }
}
