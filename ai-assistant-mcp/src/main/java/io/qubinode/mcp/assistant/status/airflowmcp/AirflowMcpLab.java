package io.qubinode.mcp.assistant.status.airflowmcp;

import io.qubinode.mcp.assistant.status.FailureMessage;
import io.qubinode.mcp.assistant.status.LabStatusSource;
import io.qubinode.mcp.assistant.status.StatusConfig;
import io.qubinode.mcp.assistant.status.airflowmcp.WireDags.WireDag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What airflow-mcp's tools tell of the lab. Every page of a list counts against the limit of its key, so it asks for few. */
@Singleton
public final class AirflowMcpLab implements LabStatusSource {

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 3;
    private static final List<String> TROUBLED = List.of("crashed", "paused");

    private final Optional<AirflowMcpClient> client;
    private final String key;

    @Inject
    AirflowMcpLab(StatusConfig config) {
        client = AirflowMcpProbe.connect(config);
        key = config.airflowMcpApiKey().orElse(null);
    }

    @Override
    public Workflows workflows() {
        if (client.isEmpty() || key == null) {
            return Workflows.unknown(unasked());
        }
        var failed = new ArrayList<FailedRun>();
        int broken = 0;
        try {
            Map<String, Object> arguments = new HashMap<>(Map.of("limit", PAGE));
            int seen = 0;
            for (int page = 0; page < MOST_PAGES; page++) {
                WireDags dags = client.get().dags(key, arguments);
                seen += dags.dags().size();
                // Told with the first page only.
                broken += dags.brokenFiles();
                dags.dags().stream()
                        .filter(dag -> "failed".equals(dag.lastRunState()) && dag.lastRunEndedBy() == null)
                        .map(WireDag::dagId)
                        .map(FailedRun::new)
                        .forEach(failed::add);
                if (dags.nextCursor() == null) {
                    return new Workflows(new Told<>(failed, Optional.empty()), broken);
                }
                arguments.put("cursor", dags.nextCursor());
            }
            return new Workflows(
                    new Told<>(failed, Optional.of("only the first " + seen + " DAGs were looked at.")), broken);
        } catch (RuntimeException e) {
            return new Workflows(
                    new Told<>(failed, Optional.of("airflow-mcp does not tell. " + FailureMessage.of(e))), broken);
        }
    }

    @Override
    public Told<TroubledMachine> troubledMachines() {
        if (client.isEmpty() || key == null) {
            return Told.nothing(unasked());
        }
        try {
            return new Told<>(TROUBLED.stream().flatMap(this::inState).toList(), Optional.empty());
        } catch (RuntimeException e) {
            return Told.nothing("airflow-mcp does not tell. " + FailureMessage.of(e));
        }
    }

    private Stream<TroubledMachine> inState(String state) {
        return client.orElseThrow().machines(key, Map.of("limit", PAGE, "state", state)).vms().stream()
                .map(machine -> new TroubledMachine(machine.name(), machine.state()));
    }

    private String unasked() {
        return client.isEmpty() ? "AIRFLOW_MCP_URL is not set." : "AIRFLOW_MCP_STATUS_KEY is not set.";
    }
}
