package io.qubinode.mcp.airflow.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** An Airflow 2 of WireMock beside that of {@link OutsideSystems}, in the settings under the name "legacy". */
public final class SecondAirflow implements QuarkusTestResourceLifecycleManager {

    private WireMockServer airflow;

    @Override
    public Map<String, String> start() {
        airflow = new WireMockServer(WireMockConfiguration.options().port(OutsideSystems.freePort()));
        airflow.start();
        Airflow2OnTheWire.isWell(airflow);
        return Map.of(
                "airflow.instances.legacy.url",
                airflow.baseUrl(),
                "airflow.instances.legacy.username",
                "qubinode",
                "airflow.instances.legacy.password",
                OutsideSystems.PASSWORD);
    }

    @Override
    public void stop() {
        airflow.stop();
    }
}
