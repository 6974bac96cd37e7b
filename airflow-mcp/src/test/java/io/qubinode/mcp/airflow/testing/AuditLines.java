package io.qubinode.mcp.airflow.testing;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began. */
public final class AuditLines {

    private static final Path FOLDER = Path.of(OutsideSystems.AUDIT_FILE).getParent();

    private final int before = trail().length;

    /** The records since this was made. */
    public List<JsonObject> written() {
        byte[] trail = trail();
        return new String(trail, before, trail.length - before, StandardCharsets.UTF_8)
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    /** In the order of the names: {@code airflow.2026-11-27.1.jsonl}, which the end of its day made full, {@code airflow.jsonl}. */
    private static byte[] trail() {
        var trail = new ByteArrayOutputStream();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(AuditLines::isOfTheTrail).sorted().toList()) {
                Files.copy(file, trail);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return trail.toByteArray();
    }

    private static boolean isOfTheTrail(Path file) {
        return file.getFileName().toString().matches("airflow(\\..+)?\\.jsonl");
    }
}
