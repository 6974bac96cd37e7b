package io.qubinode.mcp.assistant.status.airflowmcp;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.status.Component;
import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.ComponentProbe;
import io.qubinode.mcp.assistant.status.FailureMessage;
import io.qubinode.mcp.assistant.status.StatusConfig;
import io.qubinode.mcp.security.backend.AnswerBounds;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How airflow-mcp is, and what it tells of Airflow and libvirt. */
@Singleton
public final class AirflowMcpProbe implements ComponentProbe {

    private static final long LARGEST_ANSWER = 1 << 20;

    private final Optional<AirflowMcpClient> client;
    private final String key;

    @Inject
    AirflowMcpProbe(StatusConfig config) {
        client = connect(config);
        key = config.airflowMcpApiKey().orElse(null);
    }

    static Optional<AirflowMcpClient> connect(StatusConfig config) {
        return config.airflowMcpUrl().map(address -> {
            var builder = QuarkusRestClientBuilder.newBuilder()
                    .baseUri(address.uri())
                    .connectTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .httpClientRequestCustomizer(new AnswerBounds(LARGEST_ANSWER, config.timeout()));
            config.airflowMcpCaFile().ifPresent(authorities -> builder.trustStore(authorities.store(), ""));
            return builder.build(AirflowMcpClient.class);
        });
    }

    @Override
    public String name() {
        return "airflow-mcp";
    }

    @Override
    public List<Component> look() {
        if (client.isEmpty()) {
            return List.of(Component.troubled(
                    name(), State.NOT_CONFIGURED, "Its address is not configured.", "AIRFLOW_MCP_URL names it."));
        }
        try {
            return told(client.get().health(key));
        } catch (RuntimeException e) {
            return List.of(Component.troubled(
                    name(),
                    State.DOWN,
                    FailureMessage.of(e) + " The state of Airflow and libvirt is unknown.",
                    "Check whether it is running at AIRFLOW_MCP_URL, and look at its log."));
        }
    }

    private List<Component> told(WireHealth health) {
        var parts = new ArrayList<Component>();
        parts.add(itself(health));
        if (health.components() != null) {
            health.components()
                    .forEach((name, part) -> parts.add(new Component(
                            name,
                            state(part.state()),
                            Optional.ofNullable(part.version()),
                            Optional.empty(),
                            Optional.of("As airflow-mcp sees it."),
                            Optional.ofNullable(part.problem()),
                            hint(name, state(part.state())))));
        }
        return parts;
    }

    private Component itself(WireHealth health) {
        State state = state(health.status());
        Optional<String> problem = Optional.empty();
        Optional<String> hint = Optional.empty();
        if ("disabled".equals(health.status())) {
            problem = Optional.of("It is disabled.");
            hint = Optional.of("AIRFLOW_MCP_ENABLED=true enables it.");
        } else if (health.components() == null) {
            problem = Optional.of("It gives no details.");
            hint = Optional.of("AIRFLOW_MCP_STATUS_KEY must be the same for both services.");
        } else if (state == State.DEGRADED) {
            problem = Optional.of("A part that it needs is down.");
        }
        return new Component(
                name(),
                state,
                Optional.ofNullable(health.version()),
                Optional.empty(),
                Optional.empty(),
                problem,
                hint);
    }

    private static Optional<String> hint(String name, State state) {
        return state == State.DOWN
                ? Optional.of("airflow-mcp's tools for it fail until then; its log tells more of " + name + ".")
                : Optional.empty();
    }

    private static State state(String word) {
        return switch (String.valueOf(word)) {
            case "up" -> State.UP;
            case "degraded" -> State.DEGRADED;
            case "not_configured" -> State.NOT_CONFIGURED;
            default -> State.DOWN;
        };
    }
}
