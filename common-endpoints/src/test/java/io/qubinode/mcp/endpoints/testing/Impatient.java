package io.qubinode.mcp.endpoints.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Strangers' connections and unused sessions end soon. */
public class Impatient implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "qubinode.anonymous-timeout", "1s",
                // Not what ends a stranger's connection here.
                "qubinode.request-timeout", "10m",
                "qubinode.session-idle-timeout", "1s",
                // A session that is gone sends no more pings.
                "quarkus.mcp.server.auto-ping-interval", "100ms");
    }
}
