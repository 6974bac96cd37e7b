package io.qubinode.mcp.airflow.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.airflowapi.AirflowInstances;
import io.qubinode.mcp.airflow.airflowapi.Asset;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.Connection;
import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.airflowapi.Pool;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tools that list what DAGs work with, and how Airflow is. */
@Singleton
public final class InventoryTools implements ToolProvider {

    private final AirflowInstances airflows;

    @Inject
    InventoryTools(AirflowInstances airflows) {
        this.airflows = airflows;
    }

    public record ListPage(
            @JsonPropertyDescription(Descriptions.LIMIT) @JsonProperty(defaultValue = "50") @Min(1) @Max(100)
            int limit,

            @JsonPropertyDescription(Descriptions.CURSOR)
            Optional<@Pattern(regexp = Ids.CURSOR, message = Ids.CURSOR_RULE) String> cursor) {}

    public record SearchPage(
            @JsonPropertyDescription(Descriptions.SEARCH)
            Optional<@Pattern(regexp = Ids.SEARCH, message = Ids.SEARCH_RULE) String> search,

            @JsonPropertyDescription(Descriptions.LIMIT) @JsonProperty(defaultValue = "50") @Min(1) @Max(100)
            int limit,

            @JsonPropertyDescription(Descriptions.CURSOR)
            Optional<@Pattern(regexp = Ids.CURSOR, message = Ids.CURSOR_RULE) String> cursor) {}

    public record Nothing() {}

    public record BrokenFiles(List<BrokenFile> files, int total, Optional<String> nextCursor) {}

    /**
     * A file that cannot be read, without the server's folders.
     *
     * @param checkedAt when Airflow last tried to
     */
    public record BrokenFile(
            String file, Instant checkedAt, @WrittenByOthers String error) {}

    public record Health(String version, boolean healthy, List<ComponentState> components, int brokenFiles) {}

    public record AssetList(List<Asset> assets, int total, Optional<String> nextCursor) {}

    public record PoolList(List<Pool> pools, int total, Optional<String> nextCursor) {}

    public record VariableList(List<Variable> variables, int total, Optional<String> nextCursor) {}

    public record ConnectionList(List<Connection> connections, int total, Optional<String> nextCursor) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return airflows.tools(one -> declared(new Inventory(one.airflow())));
    }

    private static List<Tool<?, ?>> declared(Inventory inventory) {
        return List.of(
                Tool.reads("list_import_errors", InsightTools.GROUP)
                        .title("Broken DAG files")
                        .description(
                                "Lists DAG files that Airflow cannot read, and why. Their DAGs are missing or out of "
                                        + "date.")
                        .does(ListPage.class, BrokenFiles.class, (input, call) -> inventory.brokenFiles(input)),
                Tool.reads("get_airflow_health", InsightTools.GROUP)
                        .title("Health of Airflow")
                        .description(
                                "Shows whether Airflow's parts work. Runs that stay queued often mean that the scheduler "
                                        + "does not.")
                        .does(Nothing.class, Health.class, (input, call) -> inventory.health()),
                Tool.reads("list_assets", InsightTools.GROUP)
                        .title("List assets")
                        .description("Lists assets (datasets): which task produces each and which DAGs wait for it.")
                        .does(SearchPage.class, AssetList.class, (input, call) -> inventory.assets(input)),
                Tool.reads("list_pools", InsightTools.GROUP)
                        .title("List pools")
                        .description(
                                "Lists Airflow's pools and their free slots. A task waits while its pool has no free slot.")
                        .does(ListPage.class, PoolList.class, (input, call) -> inventory.pools(input)),
                Tool.reads("list_variables", InsightTools.GROUP)
                        .title("List variables")
                        .description("Lists the names of Airflow's variables, never their values.")
                        .does(SearchPage.class, VariableList.class, (input, call) -> inventory.variables(input)),
                Tool.reads("list_connections", InsightTools.GROUP)
                        .title("List connections")
                        .description("Lists ids, types and hosts of Airflow's connections, never logins or passwords.")
                        .does(SearchPage.class, ConnectionList.class, (input, call) -> inventory.connections(input)));
    }
}
