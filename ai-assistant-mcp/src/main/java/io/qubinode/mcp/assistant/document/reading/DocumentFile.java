package io.qubinode.mcp.assistant.document.reading;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * A document in one of the folders.
 *
 * @param key what it is kept under in the index: unique over all folders, the same after a restart
 * @param source its path in its folder, with {@code /}
 * @param path where it is
 */
public record DocumentFile(String key, String source, Path path) {

    public DocumentFile {
        requireNonNull(key);
        requireNonNull(source);
        requireNonNull(path);
    }

    /** The letters after the last dot of its name, in lower case; empty without a dot. */
    String extension() {
        return extension(source);
    }

    static String extension(String source) {
        int dot = source.lastIndexOf('.');
        return dot < 0 ? "" : source.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** What its text is written in. */
    public String mimeType() {
        return DocumentFormat.of(this).orElse(DocumentFormat.TEXT).mimeType();
    }

    /** In bytes; 0 when it is gone by now. */
    public long size() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /** When it was last written; the epoch when it is gone by now. */
    public Instant lastModified() {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
