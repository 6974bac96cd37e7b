package io.qubinode.mcp.airflow.airflowapi;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2ControlClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2InsightClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Hands the features what more can be read and changed. */
@Singleton
final class MoreAdapters {

    @Produces
    @Singleton
    AirflowInsight insight(AirflowApiConfig config, AirflowV2 airflow) {
        return new AirflowV2Insight(
                client(AirflowV2InsightClient.class, config, config.timeout()),
                client(AirflowV2InsightClient.class, config, config.logTimeout()),
                airflow.calls(),
                airflow);
    }

    @Produces
    @Singleton
    AirflowControl control(AirflowApiConfig config, AirflowV2 airflow) {
        return new AirflowV2Control(
                client(AirflowV2ControlClient.class, config, config.timeout()), airflow.calls(), airflow);
    }

    private static <T> T client(Class<T> type, AirflowApiConfig config, Duration timeout) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(config.url().replaceAll("/+$", "").replaceAll("/api/v2$", "")))
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build(type);
    }
}
