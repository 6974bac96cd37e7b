package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import java.io.IOException;
import java.io.Reader;

/** The lines of a text. Of a longer line than {@value #LONGEST} characters the rest is left out, and it says so. Not thread-safe. */
final class BoundedLines {

    static final int LONGEST = 1 << 16;

    private final Reader text;

    /** @param text buffered: it is read character by character */
    BoundedLines(Reader text) {
        this.text = text;
    }

    /** The next line without its end; null after the last one. A carriage return within a line is of it: programs write over it. */
    String next() throws IOException {
        int read = text.read();
        if (read < 0) {
            return null;
        }
        var line = new StringBuilder();
        boolean cut = false;
        while (read >= 0 && read != '\n') {
            if (line.length() < LONGEST) {
                line.append((char) read);
            } else {
                cut = true;
            }
            read = text.read();
        }
        if (cut) {
            return line.append(" … ").append(BoundedValue.LEFT_OUT).toString();
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }
}
