package io.qubinode.mcp.security.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

    @TempDir
    Path folder;

    @Test
    void goesOnWithTheNextNumberAfterARestart() throws IOException {
        appendOne();
        appendOne();
        assertThat(lines()).extracting(line -> line.get("seq").asLong()).containsExactly(1L, 2L);
    }

    @Test
    void putsARecordInThePlaceOfHalfALineThatAKilledProcessLeft() throws IOException {
        appendOne();
        Files.writeString(file(), "{\"seq\":2,\"ti", StandardOpenOption.APPEND);
        appendOne();
        assertThat(lines()).extracting(line -> line.get("seq").asLong()).containsExactly(1L, 2L);
    }

    @Test
    void keepsLinesWholeWhenManyThreadsWrite() throws Exception {
        try (var audit = new AuditFile(file());
                var threads = Executors.newFixedThreadPool(8)) {
            threads.invokeAll(IntStream.range(0, 400)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        audit.append(event(), false);
                        return null;
                    })
                    .toList());
        }
        assertThat(lines())
                .extracting(line -> line.get("seq").asLong())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 400).asLongStream().boxed().toList());
    }

    @Test
    void failsWhenItCannotBeWritten() throws IOException {
        var audit = new AuditFile(file());
        audit.close();
        assertThatThrownBy(() -> audit.append(event(), true)).isInstanceOf(IOException.class);
    }

    @Test
    void canBeReadByItsOwnerOnly() throws IOException {
        appendOne();
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    private void appendOne() throws IOException {
        try (var audit = new AuditFile(file())) {
            audit.append(event(), true);
        }
    }

    private Path file() {
        return folder.resolve("deeper").resolve("audit.jsonl");
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(file()).stream().map(AuditFileTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return ToolJson.MAPPER.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static AuditRecord event() {
        return new AuditRecord(
                Instant.now(),
                AuditRecord.Event.STARTED,
                "probe-mcp",
                "rest",
                "alice",
                "api_key",
                "127.0.0.1",
                null,
                "r1",
                "echo",
                "read",
                null,
                null,
                null,
                null);
    }
}
