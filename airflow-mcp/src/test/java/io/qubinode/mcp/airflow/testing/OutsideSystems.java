package io.qubinode.mcp.airflow.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** An Airflow of WireMock and libvirt's own test driver, and the settings that lead to them. */
public final class OutsideSystems implements QuarkusTestResourceLifecycleManager {

    public static final String PASSWORD = "correct-horse-battery-staple";

    private WireMockServer airflow;

    @Override
    public Map<String, String> start() {
        airflow = new WireMockServer(WireMockConfiguration.options().port(freePort()));
        airflow.start();
        AirflowOnTheWire.isWell(airflow);
        return Map.ofEntries(
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("airflow.mcp.enabled", "true"),
                Map.entry("airflow.mcp.auth.api_key", DoorClient.KEY),
                Map.entry("airflow.mcp.rate_limit.requests_per_minute", "1000000"),
                Map.entry("airflow.mcp.audit.file", "target/trail/airflow.jsonl"),
                Map.entry("airflow.api.url", airflow.baseUrl()),
                Map.entry("airflow.api.username", "qubinode"),
                Map.entry("airflow.api.password", PASSWORD),
                Map.entry("airflow.api.timeout", "1500ms"),
                Map.entry("airflow.api.log_timeout", "1500ms"),
                Map.entry("airflow.machines.journal", "target/journal"),
                Map.entry("airflow.images.downloads", "target/downloads"),
                Map.entry("airflow.libvirt.uri", "test:///default"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(airflow, new TestInjector.MatchesType(WireMockServer.class));
    }

    @Override
    public void stop() {
        airflow.stop();
    }

    /** Below the ports that the system gives to outgoing connections, so that it is still free after a stop. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (IOException taken) {
                // the next
            }
        }
    }
}
