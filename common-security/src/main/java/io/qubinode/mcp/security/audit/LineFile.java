package io.qubinode.mcp.security.audit;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A file of lines that only grows. Not safe for use by several threads, but for {@link #sync}. */
interface LineFile extends Closeable {

    @FunctionalInterface
    interface Opener {
        LineFile open(java.nio.file.Path file) throws IOException;
    }

    long size();

    /**
     * Writes a line to the end, whole or not at all.
     *
     * @throws IOException when it is not all written; the next line then takes its place
     */
    void append(byte[] line) throws IOException;

    /**
     * Returns when all that was appended is on disk.
     *
     * @throws IOException when that is not sure
     */
    void sync() throws IOException;

    /** Whether the file's name still means this file: it was not moved, removed or replaced. */
    boolean isInPlace() throws IOException;

    /** How many bytes there is room for on its disk. */
    long free() throws IOException;

    /** The first line; empty when there is none. */
    String firstLine() throws IOException;

    /** The last line; empty when there is none. */
    String lastLine() throws IOException;

    void forEachLine(Consumer<String> action) throws IOException;

    static void syncAndClose(List<LineFile> files) throws IOException {
        try {
            for (LineFile file : files) {
                file.sync();
            }
        } finally {
            for (LineFile file : files) {
                file.close();
            }
        }
    }
}
