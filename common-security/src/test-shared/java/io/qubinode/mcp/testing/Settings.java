package io.qubinode.mcp.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Settings of the tests that are annotated with them. They do what a profile's do, but a profile's tests get all libraries and Quarkus'
 * own build loaded anew, which takes several times as long as the start.
 */
public class Settings implements QuarkusTestResourceLifecycleManager {

    private Map<String, String> given = Map.of();

    /** After other resources, whose settings these replace. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void init(Map<String, String> arguments) {
        given = arguments;
    }

    @Override
    public Map<String, String> start() {
        return given;
    }

    @Override
    public void stop() {}
}
