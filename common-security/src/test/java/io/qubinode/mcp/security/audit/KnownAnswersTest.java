package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trails in {@code launcher/tests/audit} are what is written, byte for byte, and what {@code launcher/audit.py}, which shares
 * no code with this library, verifies. With {@code -Dsnapshots=accept} they are written anew.
 */
class KnownAnswersTest {

    private static final Path EXAMPLES = Path.of("..", "launcher", "tests", "audit");

    @TempDir
    Path folder;

    @Test
    void writesTheTrailWithoutAKey() throws IOException {
        compare("plain.jsonl", Optional.empty());
    }

    @Test
    void writesTheTrailWithAKey() throws IOException {
        compare("keyed.jsonl", Optional.of("known-answer-key-0123456789abcdef"));
    }

    private void compare(String example, Optional<String> key) throws IOException {
        Path file = folder.resolve(example);
        try (var audit = new AuditFile(
                new AuditFile.Settings(file, key, Long.MAX_VALUE, 1000, Duration.ofMinutes(1)), line -> {})) {
            for (JsonNode arguments :
                    ToolJson.MAPPER.readTree(EXAMPLES.resolve("arguments.json").toFile())) {
                AuditRecord started = started(Instant.parse("2026-11-25T00:00:00Z"), arguments);
                audit.append(started, false);
                audit.append(
                        started.ended(Instant.parse("2026-11-25T00:00:00.120Z"), AuditRecord.Outcome.OK, null, 120),
                        false);
            }
        }
        if ("accept".equals(System.getProperty("snapshots"))) {
            Files.copy(file, EXAMPLES.resolve(example), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(file).hasSameBinaryContentAs(EXAMPLES.resolve(example));
    }

    private static AuditRecord started(Instant time, JsonNode arguments) {
        return new AuditRecord(
                time,
                AuditRecord.Event.STARTED,
                "airflow-mcp",
                "mcp_http",
                "alice",
                "api_key",
                "192.0.2.7",
                "session-1",
                "request-1",
                "create_vm",
                "execute",
                arguments,
                null,
                null,
                null,
                null);
    }
}
