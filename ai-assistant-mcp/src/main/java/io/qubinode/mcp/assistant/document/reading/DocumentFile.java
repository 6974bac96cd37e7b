package io.qubinode.mcp.assistant.document.reading;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
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
        int dot = source.lastIndexOf('.');
        return dot < 0 ? "" : source.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
