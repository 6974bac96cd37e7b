package io.qubinode.mcp.security.audit;

import java.io.Closeable;
import java.io.IOException;

/** A file of lines that only grows. Not safe for use by several threads, but for {@link #sync}. */
interface LineFile extends Closeable {

    /** Opens the file at a place; makes it when it is not there. */
    @FunctionalInterface
    interface Opener {
        LineFile open(java.nio.file.Path file) throws IOException;
    }

    /** How long the file is, in bytes. */
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

    /** The first line; empty when there is none. */
    String firstLine() throws IOException;

    /** The last line; empty when there is none. */
    String lastLine() throws IOException;
}
