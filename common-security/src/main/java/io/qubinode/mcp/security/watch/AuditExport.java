package io.qubinode.mcp.security.watch;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import java.util.function.Consumer;

/**
 * Sends a copy of each line of the audit trail as an OpenTelemetry log record, hash and all, so that who collects them can
 * verify the chain. The file is the truth: what the collector does not accept in time is dropped, and shows as a gap in the chain.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/">OpenTelemetry's data model of logs</a>
 */
public final class AuditExport implements Consumer<String> {

    /** The instrumentation scope of the records. */
    public static final String SCOPE = "io.qubinode.mcp.audit";

    private final Logger logger;

    public AuditExport(OpenTelemetry telemetry) {
        logger = telemetry.getLogsBridge().get(SCOPE);
    }

    @Override
    public void accept(String line) {
        logger.logRecordBuilder()
                .setEventName("mcp.audit")
                .setSeverity(Severity.INFO)
                .setBody(line)
                .emit();
    }
}
