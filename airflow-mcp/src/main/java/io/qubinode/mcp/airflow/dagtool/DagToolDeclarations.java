package io.qubinode.mcp.airflow.dagtool;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowInsight;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagPage;
import io.qubinode.mcp.airflow.airflowapi.DagProfile;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Finds the DAGs that are to be tools, and declares those. */
@Singleton
final class DagToolDeclarations {

    static final String GROUP = "dag_tools";

    private static final Logger LOG = Logger.getLogger(DagToolDeclarations.class);
    private static final int PAGE = 100;
    // A listing fills the context window of every conversation.
    private static final int MOST = 50;

    private final Airflow airflow;
    private final AirflowInsight insight;
    private final DagToolRuns runs;
    private final List<DagPattern> patterns;

    @Inject
    DagToolDeclarations(AirflowInstances airflows, DagToolRuns runs, DagToolSettings settings) {
        airflow = airflows.first().airflow();
        insight = airflows.first().insight();
        this.runs = runs;
        patterns = settings.patterns().stream().map(DagPattern::new).toList();
    }

    /** One tool for each DAG that matches, is not paused and can be read. */
    List<Tool<?, ?>> now() {
        var ids = new TreeSet<String>();
        patterns.forEach(pattern -> ids.addAll(matching(pattern)));
        if (ids.size() > MOST) {
            LOG.warnf("%d DAGs match airflow.mcp.dag_tools; the first %d are tools", ids.size(), MOST);
        }
        List<String> chosen = ids.stream().limit(MOST).toList();
        Map<String, String> names = DagToolNames.of(chosen);
        var tools = new ArrayList<Tool<?, ?>>();
        for (String id : chosen) {
            tools.add(tool(names.get(id), insight.profile(id)));
        }
        return tools;
    }

    private List<String> matching(DagPattern pattern) {
        var ids = new ArrayList<String>();
        int seen = 0;
        DagPage page;
        do {
            page = airflow.dags(new DagQuery(pattern.literal(), List.of(), Optional.of(false), PAGE, seen));
            page.dags().stream()
                    .filter(dag -> dag.importErrors().isEmpty() && pattern.matches(dag.dagId()))
                    .map(Dag::dagId)
                    .forEach(ids::add);
            seen += page.dags().size();
        } while (!page.dags().isEmpty() && seen < page.total());
        return ids;
    }

    private Tool<?, ?> tool(String name, DagProfile dag) {
        return Tool.changes(name, GROUP, ToolHints.ADDS)
                .title("Run " + dag.dagId())
                .description(dag.description()
                                .map(text -> text.strip() + ". ")
                                .orElse("")
                                .replace(".. ", ". ") + "Runs the Airflow workflow " + dag.dagId()
                        + ", waits for its end and returns its result.")
                .does(
                        DagToolSchema.of(dag),
                        DagToolRuns.Answer.class,
                        (arguments, call) -> runs.run(dag.dagId(), arguments, call));
    }
}
