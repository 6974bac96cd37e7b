package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstance;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.control.ControlTools;
import io.qubinode.mcp.airflow.dag.DagRunsOfAll;
import io.qubinode.mcp.airflow.dag.DagTools;
import io.qubinode.mcp.airflow.dagtool.DagToolSettings;
import io.qubinode.mcp.airflow.insight.InsightTools;
import io.qubinode.mcp.airflow.insight.InventoryTools;
import io.qubinode.mcp.airflow.log.LogTools;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.TalkativeAirflow;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolProvider;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer of a tool that asks Airflow holds a secret that somebody wrote into Airflow, or text that is not what it seems. */
class SecretsInAnswersTest {

    private static final Map<String, String> ARGUMENTS = Map.of(
            "respond_to_task", "{\"options\":[\"none\"]}",
            "get_task_logs", "{\"try_number\":1}",
            "mark_dag_run", "{\"state\":\"success\"}",
            "backfill", "{\"from\":\"2026-11-24\",\"to\":\"2026-11-24\"}",
            "resolve_airflow_url", "{\"url\":\"https://airflow.example/dags/backup\"}");

    @ParameterizedTest
    @ValueSource(strings = {"failed", "success", "running", "queued"})
    void noToolShowsWhatSomebodyWroteIntoAirflow(String state) throws Exception {
        var answered = new TreeSet<String>();
        var told = new ArrayList<String>();
        for (CatalogueEntry entry : entries(state)) {
            for (boolean dryRun : List.of(true, false)) {
                answer(entry, dryRun).ifPresent(answer -> {
                    answered.add(entry.name());
                    tell(told, entry.name(), answer);
                });
            }
            tell(
                    told,
                    entry.name() + " as it is listed",
                    entry.inputOutline() + entry.tool().description());
        }
        assertThat(answered)
                .contains(
                        "list_dags",
                        "trigger_dag",
                        "get_dag_status",
                        "list_dag_runs",
                        "get_dag_details",
                        "get_dag_source")
                .contains("diagnose_dag_run", "list_import_errors", "list_assets", "list_pools", "list_variables")
                .contains("list_connections", "get_airflow_health", "get_task_logs", "pause_dag", "dag_backup");
        assertThat(told).isEmpty();
    }

    private static void tell(List<String> told, String where, String text) {
        if (text.contains(TalkativeAirflow.SECRET) || text.contains(TalkativeAirflow.TURNED)) {
            told.add(where + ": " + text);
        }
    }

    private static Optional<String> answer(CatalogueEntry entry, boolean dryRun) {
        try {
            return Optional.of(answered(entry, entry.tool(), dryRun));
        } catch (ToolException e) {
            // Errors are masked by the pipeline.
            return Optional.empty();
        }
    }

    private static <I extends Record, O extends Record> String answered(
            CatalogueEntry entry, Tool<I, O> tool, boolean dryRun) {
        ObjectNode arguments = ToolJson.MAPPER.createObjectNode();
        for (String id : List.of("dag_id", "run_id", "task_id")) {
            if (entry.inputSchema().path("required").toString().contains("\"" + id + "\"")) {
                arguments.put(id, TalkativeAirflow.ID);
            }
        }
        if (entry.inputSchema().path("properties").has("dry_run")) {
            arguments.put("dry_run", dryRun);
        }
        try {
            arguments.setAll((ObjectNode) ToolJson.MAPPER.readTree(ARGUMENTS.getOrDefault(tool.name(), "{}")));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        I input = new ArgumentBinder().bind(tool.input(), entry.inputSchema(), arguments);
        ObjectNode answer = ToolJson.MAPPER.valueToTree(tool.function().apply(input, new FakeCall()));
        entry.foreignFields().show(answer);
        return answer.toString();
    }

    private static List<CatalogueEntry> entries(String state) throws Exception {
        var airflows = new AirflowInstances(List.of(new AirflowInstance(
                "default", TalkativeAirflow.in(state), List.of(URI.create("https://airflow.example")))));
        DagRunsOfAll runs = made(DagRunsOfAll.class, airflows);
        List<ToolProvider> providers = List.of(
                made(DagTools.class, airflows, runs),
                made(InsightTools.class, airflows),
                made(InventoryTools.class, airflows),
                made(ControlTools.class, airflows),
                made(LogTools.class, airflows));
        var tools = new ArrayList<Tool<?, ?>>();
        providers.forEach(each -> tools.addAll(each.tools()));
        tools.addAll(toolsOfDags(airflows, runs));
        return List.copyOf(new ToolCatalogue(tools).entries());
    }

    @SuppressWarnings("unchecked")
    private static List<Tool<?, ?>> toolsOfDags(AirflowInstances airflows, DagRunsOfAll runs) throws Exception {
        var settings = new DagToolSettings(List.of("*"), Duration.ofMinutes(1), Duration.ofSeconds(1));
        String folder = DagToolSettings.class.getPackageName() + ".";
        Object carriers = made(Class.forName(folder + "DagToolRuns"), airflows, runs, settings);
        Object declarations = made(Class.forName(folder + "DagToolDeclarations"), airflows, carriers, settings);
        var now = declarations.getClass().getDeclaredMethod("now");
        now.setAccessible(true);
        return (List<Tool<?, ?>>) now.invoke(declarations);
    }

    /** By its constructor for CDI, which is for its own package. */
    private static <T> T made(Class<T> type, Object... parts) throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.isAnnotationPresent(Inject.class)) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(parts));
            }
        }
        throw new IllegalStateException("Nothing makes " + type);
    }
}
