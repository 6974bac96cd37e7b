package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.AirflowApiConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The configured account as Airflow 2 takes it, with each request. */
final class BasicCredential implements Credential {

    private final AirflowApiConfig config;

    BasicCredential(AirflowApiConfig config) {
        this.config = config;
    }

    @Override
    public String authorization() {
        if (config.token().isPresent()) {
            return "Bearer " + config.token().get();
        }
        if (config.username().isEmpty() || config.password().isEmpty()) {
            throw AirflowLogin.noAccount();
        }
        String account = config.username().get() + ":" + config.password().get();
        return "Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean renew(String refused) {
        return false;
    }
}
