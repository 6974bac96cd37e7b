package io.qubinode.mcp.assistant.status.airflow;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.assistant.status.Component;
import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.ComponentProbe;
import io.qubinode.mcp.assistant.status.FailureMessage;
import io.qubinode.mcp.assistant.status.StatusConfig;
import io.qubinode.mcp.security.backend.AnswerBounds;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How Airflow is, asked directly: what is shown when airflow-mcp does not tell. */
@Singleton
public final class AirflowProbe implements ComponentProbe {

    private static final int NOT_FOUND = 404;
    private static final long LARGEST_ANSWER = 64 << 10;

    private final Optional<AirflowClient> client;

    @Inject
    AirflowProbe(StatusConfig config) {
        client = config.airflowApiUrl().map(address -> QuarkusRestClientBuilder.newBuilder()
                .baseUri(address.uri())
                .connectTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new AnswerBounds(LARGEST_ANSWER, config.timeout()))
                .build(AirflowClient.class));
    }

    @Override
    public String name() {
        return "airflow";
    }

    @Override
    public List<Component> look() {
        if (client.isEmpty()) {
            return List.of(Component.troubled(
                    name(),
                    State.NOT_CONFIGURED,
                    "airflow-mcp reports nothing about it.",
                    "AIRFLOW_API_URL names it."));
        }
        try {
            return List.of(Component.up(name(), Optional.ofNullable(version(client.get()))));
        } catch (RuntimeException e) {
            return List.of(Component.troubled(
                    name(),
                    State.DOWN,
                    FailureMessage.of(e),
                    "Check whether it is running at AIRFLOW_API_URL, and look at its log."));
        }
    }

    private static String version(AirflowClient client) {
        try {
            return client.version("v2").version();
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() != NOT_FOUND) {
                throw e;
            }
            // Airflow 2
            return client.version("v1").version();
        }
    }
}
