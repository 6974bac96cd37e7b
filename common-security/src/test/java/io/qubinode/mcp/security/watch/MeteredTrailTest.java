package io.qubinode.mcp.security.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteredTrailTest {

    @TempDir
    Path folder;

    /** Of an issuer of tokens there may be any number of subjects. */
    @Test
    void keepsSeriesOfItsOwnForAHundredClientsOnly() throws IOException {
        var meters = new SimpleMeterRegistry();
        try (var file = new AuditFile(
                new AuditFile.Settings(
                        folder.resolve("audit.jsonl"), Optional.empty(), 1 << 20, 1000, Duration.ofMinutes(1)),
                line -> {})) {
            var trail = new MeteredTrail(file, meters);
            for (int i = 0; i < 300; i++) {
                trail.append(record("subject-" + i), false);
            }
            trail.append(record("subject-0"), false);
        }
        assertThat(meters.find("mcp.calls").timers()).hasSize(101);
        assertThat(meters.get("mcp.calls").tag("client", "others").timer().count())
                .isEqualTo(200);
        assertThat(meters.get("mcp.calls").tag("client", "subject-0").timer().count())
                .isEqualTo(2);
    }

    private static AuditRecord record(String client) {
        return new AuditRecord(
                Instant.now(),
                AuditRecord.Event.ENDED,
                "probe-mcp",
                "rest",
                client,
                "jwt",
                "192.0.2.1",
                null,
                "r",
                "echo",
                "read",
                null,
                AuditRecord.Outcome.OK,
                null,
                1L,
                null);
    }
}
