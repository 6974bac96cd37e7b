package io.qubinode.mcp.airflow.testing;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began; what was there before is skipped unread. */
public final class AuditLines {

    private static final Path FOLDER = Path.of(OutsideSystems.AUDIT_FILE).getParent();

    private final long before = length();

    /** The records since this was made. */
    public List<JsonObject> written() {
        var trail = new ByteArrayOutputStream();
        long skip = before;
        try {
            for (Path file : files()) {
                try (var stream = Files.newInputStream(file)) {
                    skip -= stream.skip(skip);
                    stream.transferTo(trail);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return trail.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    private static long length() {
        long length = 0;
        try {
            for (Path file : files()) {
                length += Files.size(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return length;
    }

    /** In the order of the names: {@code airflow.2026-11-27.1.jsonl}, which the end of its day made full, {@code airflow.jsonl}. */
    private static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(AuditLines::isOfTheTrail).sorted().toList();
        }
    }

    private static boolean isOfTheTrail(Path file) {
        return file.getFileName().toString().matches("airflow(\\..+)?\\.jsonl");
    }
}
