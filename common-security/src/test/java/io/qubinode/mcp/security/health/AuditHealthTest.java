package io.qubinode.mcp.security.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.qubinode.mcp.security.audit.AuditFile;
import io.qubinode.mcp.security.audit.AuditRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditHealthTest {

    @TempDir
    Path folder;

    @Test
    void isDownFromTheFirstRecordThatCannotBeWritten() throws IOException {
        var trail = new AuditFile(
                new AuditFile.Settings(
                        folder.resolve("audit.jsonl"), Optional.empty(), 1 << 20, 1000, Duration.ofMinutes(1)),
                line -> {});
        var health = new AuditHealth(trail);
        trail.append(record(), true);
        assertThat(health.check().state()).isEqualTo(ComponentHealth.State.UP);
        trail.close();
        assertThatIOException().isThrownBy(() -> trail.append(record(), false));
        assertThat(health.check().state()).isEqualTo(ComponentHealth.State.DOWN);
        assertThat(health.check().problem())
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("cannot be written").doesNotContain(folder.toString()));
    }

    private static AuditRecord record() {
        return new AuditRecord(
                Instant.now(),
                AuditRecord.Event.STARTED,
                "s",
                "rest",
                null,
                null,
                "",
                null,
                "r",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
