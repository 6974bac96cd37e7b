package io.qubinode.mcp.endpoints.testing;

import java.time.Duration;
import org.awaitility.Awaitility;

/** How McpAssured waits for what the server sends. */
public final class McpPolling {

    private McpPolling() {}

    /** It looks every 100 ms otherwise, which is most of the time of a call. */
    public static void often() {
        Awaitility.setDefaultPollDelay(Duration.ofMillis(1));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
    }
}
