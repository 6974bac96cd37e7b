package io.opentelemetry.api.internal;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What OpenTelemetry's API had here until 1.61, and its incubator, which the SDK's version needs, still calls: without it native-image refuses
 * the incubator's classes, and a span without a parent ends in an error. It can go with a newer SDK.
 */
public final class ApiUsageLogger {

    private static final Logger LOG = Logger.getLogger("io.opentelemetry.usage");

    private ApiUsageLogger() {}

    /** Tells, where somebody wants to hear it, that the API was used wrongly. */
    public static void log(String message) {
        LOG.log(Level.FINEST, message, new AssertionError());
    }
}
