package io.qubinode.mcp.airflow.airflowapi;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowV2Client;
import io.qubinode.mcp.airflow.airflowapi.wire.v1.AirflowV1Client;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** The one connection to an Airflow that all its adapters share: clients of both generations, and which of them it understands. */
final class AirflowConnection {

    private final AirflowApiConfig config;
    private final AirflowV1Client v1;
    private final AirflowV1Client v1Logs;
    private final AirflowV2Client v2;
    private final AirflowV2Client v2Logs;
    private final AirflowCalls v1Calls;
    private final AirflowCalls v2Calls;
    private final AirflowCalls strangersCalls;
    private final Generations generations;

    /**
     * Connects when something is asked.
     *
     * @param name unique in the process
     */
    AirflowConnection(AirflowApiConfig config, String name) {
        this.config = config;
        v1 = client(AirflowV1Client.class, config.timeout());
        v1Logs = client(AirflowV1Client.class, config.logTimeout());
        v2 = client(AirflowV2Client.class, config.timeout());
        v2Logs = client(AirflowV2Client.class, config.logTimeout());
        var guard = new AirflowGuard(name);
        v1Calls = new AirflowCalls(new BasicCredential(config), guard);
        v2Calls = new AirflowCalls(new AirflowLogin(config, v2, Clock.systemUTC()), guard);
        strangersCalls = new AirflowCalls(Credential.NONE, guard);
        generations = new Generations(this::detected, config.timeout());
    }

    /** An address without the path of an API, which people copy along. */
    static String base(String url) {
        return url.replaceAll("/+$", "").replaceAll("/api/v[12]$", "");
    }

    <T> T client(Class<T> type, Duration timeout) {
        var builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(base(config.url())))
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.maxConnections())
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        config.caFile().ifPresent(authorities -> builder.trustStore(authorities.store(), ""));
        config.proxy().ifPresent(proxy -> builder.proxyAddress(proxy.host(), proxy.port()));
        return builder.build(type);
    }

    /** Both tell their version without a login. */
    private Generation detected() {
        try {
            strangersCalls.read(v2::version, Missing::api);
            return Generation.V2;
        } catch (OtherGeneration notV2) {
            try {
                strangersCalls.read(v1::version, Missing::api);
                return Generation.V1;
            } catch (OtherGeneration notV1) {
                throw Missing.api();
            }
        }
    }

    /** For more of Airflow's API. */
    <T> T client(Class<T> type) {
        return client(type, config.timeout());
    }

    /** With more time for an answer. */
    <T> T patientClient(Class<T> type) {
        return client(type, config.logTimeout());
    }

    AirflowV1Client v1() {
        return v1;
    }

    /** With more time for an answer. */
    AirflowV1Client v1Logs() {
        return v1Logs;
    }

    AirflowV2Client v2() {
        return v2;
    }

    /** With more time for an answer. */
    AirflowV2Client v2Logs() {
        return v2Logs;
    }

    AirflowCalls v1Calls() {
        return v1Calls;
    }

    AirflowCalls v2Calls() {
        return v2Calls;
    }

    /** An adapter that passes each call on to the one of the generation that answers. */
    <A> A choosing(Class<A> type, A v1Adapter, A v2Adapter) {
        return generations.choosing(type, v1Adapter, v2Adapter);
    }
}
