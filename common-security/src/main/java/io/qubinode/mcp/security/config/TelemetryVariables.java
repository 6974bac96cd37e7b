package io.qubinode.mcp.security.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * OpenTelemetry's own variables. Quarkus reads them by names of its own, and sends to localhost what these say.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OpenTelemetry's exporter variables</a>
 */
final class TelemetryVariables {

    private static final String COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private static final Map<String, String> KEYS = Map.of(
            COLLECTOR,
            "quarkus.otel.exporter.otlp.endpoint",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "quarkus.otel.exporter.otlp.protocol",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "quarkus.otel.exporter.otlp.headers",
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "quarkus.otel.exporter.otlp.compression",
            "OTEL_SERVICE_NAME",
            "quarkus.otel.service.name",
            "OTEL_RESOURCE_ATTRIBUTES",
            "quarkus.otel.resource.attributes");

    private TelemetryVariables() {}

    /**
     * What Quarkus is to be told; nothing is collected without a collector.
     *
     * @param environment gives a variable's value, or null
     */
    static Map<String, String> settings(Function<String, String> environment) {
        var settings = new HashMap<String, String>();
        KEYS.forEach((variable, key) -> {
            if (isSet(environment, variable)) {
                settings.put(key, environment.apply(variable));
            }
        });
        if (isSet(environment, TIMEOUT)) {
            // In milliseconds there; a number alone is seconds for Quarkus.
            settings.put("quarkus.otel.exporter.otlp.timeout", environment.apply(TIMEOUT) + "ms");
        }
        boolean off = !isSet(environment, COLLECTOR) || "true".equalsIgnoreCase(environment.apply("OTEL_SDK_DISABLED"));
        settings.put("quarkus.otel.sdk.disabled", String.valueOf(off));
        return settings;
    }

    private static boolean isSet(Function<String, String> environment, String variable) {
        String value = environment.apply(variable);
        return value != null && !value.isBlank();
    }
}
