package io.qubinode.mcp.airflow.dagtool;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final int READ_AGAIN_AT_ONCE = 10;

    private final Airflow airflow;
    private final DagToolRuns runs;
    private final List<DagPattern> patterns;
    // The one that was read longest ago comes first.
    private final Map<String, DagDetails> known = new LinkedHashMap<>();

    @Inject
    DagToolDeclarations(AirflowInstances airflows, DagToolRuns runs, DagToolSettings settings) {
        this(airflows.first().airflow(), runs, settings);
    }

    DagToolDeclarations(Airflow airflow, DagToolRuns runs, DagToolSettings settings) {
        this.airflow = airflow;
        this.runs = runs;
        patterns = settings.patterns().stream().map(DagPattern::new).toList();
    }

    /**
     * One tool for each DAG that matches, is not paused and can be read. Of the DAGs that are known only some are read again each time, in
     * turn, so a change of one shows after some calls. To be called by one thread at a time.
     *
     * @throws ToolException when Airflow does not answer
     */
    List<Tool<?, ?>> now() {
        var ids = new TreeSet<String>();
        patterns.forEach(pattern -> ids.addAll(matching(pattern)));
        if (ids.size() > MOST) {
            LOG.warnf("%d DAGs match airflow.mcp.dag_tools; the first %d are tools", ids.size(), MOST);
        }
        List<String> chosen = ids.stream().limit(MOST).toList();
        read(chosen);
        Map<String, String> names = DagToolNames.of(chosen);
        var tools = new ArrayList<Tool<?, ?>>();
        chosen.stream().filter(known::containsKey).forEach(id -> tools.add(tool(names.get(id), known.get(id))));
        return tools;
    }

    private void read(List<String> chosen) {
        known.keySet().retainAll(chosen);
        List<String> again = known.keySet().stream().limit(READ_AGAIN_AT_ONCE).toList();
        List<String> added =
                chosen.stream().filter(id -> !known.containsKey(id)).toList();
        again.forEach(this::read);
        added.forEach(this::read);
    }

    /** One DAG that is gone or broken does not concern the others. */
    private void read(String id) {
        DagDetails before = known.remove(id);
        try {
            known.put(id, airflow.dag(id));
        } catch (ToolException e) {
            ErrorCode code = e.error().code();
            if (before != null && code != ErrorCode.NOT_FOUND) {
                known.put(id, before);
            }
            if (code == ErrorCode.BACKEND_TIMEOUT || code == ErrorCode.BACKEND_UNAVAILABLE) {
                throw e;
            }
            LOG.warnf("DAG %s cannot be read, so its tool is not refreshed: %s", id, e.getMessage());
        }
    }

    private List<String> matching(DagPattern pattern) {
        var ids = new ArrayList<String>();
        int seen = 0;
        Page<Dag> page;
        do {
            page = airflow.dags(new DagQuery(pattern.literal(), List.of(), Optional.of(false), PAGE, seen));
            page.items().stream()
                    .filter(dag -> dag.importErrors().isEmpty() && pattern.matches(dag.dagId()))
                    .map(Dag::dagId)
                    .forEach(ids::add);
            seen += page.items().size();
        } while (!page.items().isEmpty() && seen < page.total());
        return ids;
    }

    private Tool<?, ?> tool(String name, DagDetails dag) {
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
                        (arguments, call) -> runs.run(dag, arguments, call));
    }
}
