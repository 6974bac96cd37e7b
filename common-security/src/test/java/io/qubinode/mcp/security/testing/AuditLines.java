package io.qubinode.mcp.security.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began. */
public final class AuditLines {

    private static final Path FILE = Path.of("target", "trail", "probe.jsonl");

    private final int before = all().size();

    /** The records since this was made. */
    public List<JsonObject> written() {
        return lines().stream().map(JsonObject::new).toList();
    }

    /** The same as they stand there. */
    public List<String> lines() {
        List<String> lines = all();
        return lines.subList(before, lines.size());
    }

    /** The same, as soon as there are so many or it is too late: of accepted messages the record comes after the answer. */
    public List<JsonObject> writtenWhenThereAre(int count, Instant deadline) {
        while (all().size() < before + count && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        return written();
    }

    private static List<String> all() {
        try {
            return Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
