package io.qubinode.mcp.endpoints.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.core.ServiceIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnonymousRecordsTest {

    private static final ServiceIdentity PROBE = new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED");
    private static final Duration NOT_YET = Duration.ofHours(1);

    private final List<AuditRecord> written = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @Test
    void beyondARateCountsThemInOneRecord() throws IOException {
        try (var file = file()) {
            var records = new AnonymousRecords(PROBE, 5, (event, durable) -> written.add(event), file, NOT_YET);
            for (int i = 0; i < 200; i++) {
                if (records.admitsOne()) {
                    records.write(record());
                }
            }
            long own = written.size();
            assertThat(own).isBetween(5L, 50L);
            records.stop(null);
            records.stop(null);
            assertThat(written).hasSize((int) own + 1);
            assertThat(written.getLast().arguments().get("requests").asLong()).isEqualTo(200 - own);
            assertThat(written.getLast().action()).isEqualTo("requests without an identity");
        }
    }

    @Test
    void writesTheCountByItself() throws IOException {
        try (var file = file()) {
            var records =
                    new AnonymousRecords(PROBE, 1, (event, durable) -> written.add(event), file, Duration.ofMillis(1));
            records.admitsOne();
            records.admitsOne();
            Instant deadline = Instant.now().plusSeconds(30);
            while (written.isEmpty() && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertThat(written).hasSize(1);
        }
    }

    private AuditFile file() throws IOException {
        return new AuditFile(
                new AuditFile.Settings(
                        folder.resolve("audit.jsonl"), Optional.empty(), 1 << 20, 1000, Duration.ofMinutes(1)),
                line -> {});
    }

    private static AuditRecord record() {
        return new AuditRecord(
                Instant.now(),
                AuditRecord.Event.ENDED,
                "probe-mcp",
                "rest",
                null,
                null,
                "192.0.2.1",
                null,
                "r",
                null,
                null,
                null,
                AuditRecord.Outcome.UNAUTHENTICATED,
                "unauthenticated",
                0L,
                null);
    }
}
