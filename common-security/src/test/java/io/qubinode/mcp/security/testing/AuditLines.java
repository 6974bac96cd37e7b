package io.qubinode.mcp.security.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began. */
public final class AuditLines {

    private static final Path FOLDER = Path.of("target", "trail");

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

    /** In the order of the names: {@code probe.2026-11-27.1.jsonl}, which the end of its day made full, {@code probe.jsonl}. */
    private static List<String> all() {
        var lines = new ArrayList<String>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(AuditLines::isOfTheTrail).sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static boolean isOfTheTrail(Path file) {
        return file.getFileName().toString().matches("probe(\\..+)?\\.jsonl");
    }
}
