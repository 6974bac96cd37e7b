package io.qubinode.mcp.airflow.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began. */
public final class AuditLines {

    private static final Path FILE = Path.of(OutsideSystems.AUDIT_FILE);

    private final long before = FILE.toFile().length();

    /** The records since this was made. */
    public List<JsonObject> written() {
        try (var file = Files.newInputStream(FILE)) {
            file.skipNBytes(before);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JsonObject::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
