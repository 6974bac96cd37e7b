package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowLoginClient;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV1Client;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2Client;
import io.qubinode.mcp.security.backend.AnswerBounds;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** The one connection to an Airflow that all its adapters share: clients of both generations, and which of them it understands. */
final class AirflowConnection {

    // Of what is not read as it arrives: a DAG's source, a task's result, a page of DAGs.
    private static final long LARGEST_ANSWER = 2 << 20;

    private final AirflowApiConfig config;
    private final Once<ClientKey, Object> clients = new Once<>(this::made);
    private final AirflowCalls v1Calls;
    private final AirflowCalls v2Calls;
    private final AirflowCalls anonymousCalls;
    private final ApiVersionSelector generations;

    /**
     * Connects when something is asked.
     *
     * @param name unique in the process
     */
    AirflowConnection(AirflowApiConfig config, String name) {
        this.config = config;
        var guard = new AirflowGuard(name);
        v1Calls = new AirflowCalls(new BasicCredential(config), guard);
        v2Calls = new AirflowCalls(
                new AirflowLogin(config, () -> client(AirflowLoginClient.class), Clock.systemUTC()), guard);
        anonymousCalls = new AirflowCalls(Credential.NONE, guard);
        generations = new ApiVersionSelector(this::detected, config.timeout());
    }

    /** An address without the path of an API, which people copy along. */
    static String base(String url) {
        return url.replaceAll("(?<!/)/+$", "").replaceAll("/api/v[12]$", "");
    }

    /** What a client is made for. */
    private record ClientKey(Class<?> type, Duration timeout) {}

    /** To make one takes a while, so that it is made when it is first asked for, not when the service starts. */
    private <T> T client(Class<T> type, Duration timeout) {
        return type.cast(clients.get(new ClientKey(type, timeout)));
    }

    private Object made(ClientKey key) {
        var builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(base(config.url())))
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.maxConnections())
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(key.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(new AnswerBounds(LARGEST_ANSWER, key.timeout()));
        config.caFile().ifPresent(authorities -> builder.trustStore(authorities.store(), ""));
        config.proxy().ifPresent(proxy -> builder.proxyAddress(proxy.host(), proxy.port()));
        return builder.build(key.type());
    }

    /** Both tell their version without a login. */
    private ApiVersion detected() {
        try {
            anonymousCalls.read(client(AirflowV2Client.class)::version, NotFoundErrors::api);
            return ApiVersion.V2;
        } catch (OtherApiVersion notV2) {
            try {
                anonymousCalls.read(client(AirflowV1Client.class)::version, NotFoundErrors::api);
                return ApiVersion.V1;
            } catch (OtherApiVersion notV1) {
                throw NotFoundErrors.api();
            }
        }
    }

    /** For answers that come at once. */
    <T> T client(Class<T> type) {
        return client(type, config.timeout());
    }

    /** With more time for an answer. */
    <T> T logClient(Class<T> type) {
        return client(type, config.logTimeout());
    }

    AirflowCalls v1Calls() {
        return v1Calls;
    }

    AirflowCalls v2Calls() {
        return v2Calls;
    }

    /** As {@link ApiVersionSelector#choosing}. */
    <A> A choosing(Class<A> type, Function<ApiVersion, A> adapters) {
        return generations.choosing(type, adapters);
    }
}
