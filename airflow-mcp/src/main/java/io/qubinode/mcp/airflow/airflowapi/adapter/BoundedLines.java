package io.qubinode.mcp.airflow.airflowapi.adapter;

import java.io.IOException;
import java.io.Reader;

/** The lines of a text. Of a longer line than {@value #LONGEST} characters the rest is left out. Not thread-safe. */
final class BoundedLines {

    static final int LONGEST = 1 << 16;

    private final Reader text;
    private boolean afterReturn;

    /** @param text buffered: it is read character by character */
    BoundedLines(Reader text) {
        this.text = text;
    }

    /** The next line without its end; null after the last one. */
    String next() throws IOException {
        var line = new StringBuilder();
        int read = text.read();
        if (afterReturn && read == '\n') {
            read = text.read();
        }
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n' && read != '\r') {
            if (line.length() < LONGEST) {
                line.append((char) read);
            }
            read = text.read();
        }
        afterReturn = read == '\r';
        return line.toString();
    }
}
