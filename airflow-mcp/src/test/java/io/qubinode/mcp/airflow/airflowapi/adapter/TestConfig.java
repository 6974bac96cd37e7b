package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import io.qubinode.mcp.airflow.airflowapi.ProxyAddress;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.time.Duration;
import java.util.Optional;

/** Settings of a test. */
record TestConfig(
        String url,
        Optional<String> username,
        Optional<String> token,
        Optional<TrustedCertificates> caFile,
        Optional<ProxyAddress> proxy)
        implements AirflowApiConfig {

    @Override
    public Optional<String> password() {
        return username.map(name -> "secret");
    }

    @Override
    public Optional<String> uiUrl() {
        return Optional.empty();
    }

    @Override
    public int maxConnections() {
        return 2;
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration logTimeout() {
        return Duration.ofSeconds(1);
    }
}
