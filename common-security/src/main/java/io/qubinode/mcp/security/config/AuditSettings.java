package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.audit.AuditFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** How the operator wants the audit trail kept. */
public final class AuditSettings {

    private static final int HEAD_EVERY = 1000;
    private static final Duration HEAD_WITHIN = Duration.ofMinutes(1);

    private AuditSettings() {}

    /** Where the trail is. */
    public static Path file(McpConfig.Audit audit, String service) {
        return Path.of(audit.file().orElse(".qubinode/audit/" + service + ".jsonl"));
    }

    /**
     * Opens the trail.
     *
     * @throws IOException as {@link AuditFile} does
     */
    public static AuditFile open(McpConfig.Audit audit, String service, Consumer<String> copies) throws IOException {
        return new AuditFile(
                new AuditFile.Settings(
                        file(audit, service),
                        audit.hmacKey(),
                        audit.rotateMib() * 1024L * 1024,
                        HEAD_EVERY,
                        HEAD_WITHIN),
                copies);
    }
}
