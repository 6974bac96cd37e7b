package io.qubinode.mcp.assistant.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A fake of everything that this service talks to, on one port: the model below /v1, airflow-mcp and Airflow at the root. */
public final class Fakes implements QuarkusTestResourceLifecycleManager {

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    @Override
    public Map<String, String> start() {
        server.start();
        return Map.of(
                "ai_assistant.model.url", server.baseUrl() + "/v1/",
                "ai_assistant.model.name", "tiny",
                "ai_assistant.model.api_key", "model-key",
                "ai_assistant.model.timeout", "4s",
                "ai_assistant.status.airflow_mcp_url", server.baseUrl(),
                "ai_assistant.status.airflow_mcp_api_key", "airflow-key",
                "ai_assistant.status.airflow_api_url", server.baseUrl(),
                "ai_assistant.status.timeout", "1s",
                "ai_assistant.documents.index", "target/index-beside-fakes");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, new TestInjector.MatchesType(WireMockServer.class));
    }

    @Override
    public void stop() {
        server.stop();
    }
}
