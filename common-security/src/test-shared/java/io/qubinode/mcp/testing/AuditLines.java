package io.qubinode.mcp.testing;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads the audit trail of the service under test from where a test began; what was there before is skipped unread. */
public final class AuditLines {

    private static final Path FOLDER = Path.of("target", "trail");

    private final long before = length();

    /** The records since this was made. */
    public List<JsonObject> written() {
        return lines().stream().map(JsonObject::new).toList();
    }

    /** The same as they stand there. */
    public List<String> lines() {
        var trail = new ByteArrayOutputStream();
        long skip = before;
        try {
            for (Path file : files()) {
                try (var stream = Files.newInputStream(file)) {
                    skip -= stream.skip(skip);
                    stream.transferTo(trail);
                }
            }
            // Throws for bytes that are not UTF-8.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(trail.toByteArray()))
                    .toString()
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, as soon as there are so many or it is too late: of accepted messages the record comes after the answer. */
    public List<JsonObject> writtenWhenThereAre(int count, Instant deadline) {
        while (lines().size() < count && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        return written();
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

    /** In the order of the names: {@code probe.2026-11-27.1.jsonl}, which the end of its day made full, {@code probe.jsonl}. */
    private static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }
}
