package io.qubinode.mcp.airflow.airflowapi.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * JSON in which the rest of each text that is too long is left out: Jackson holds a text whole, and cannot continue after one that it
 * refuses. Not thread-safe.
 */
final class ShortenedTexts extends InputStream {

    /** Stands in place of the rest; within JSON's quotes as it is. */
    static final String LEFT_OUT = " … " + BoundedValue.LEFT_OUT;

    private static final byte[] LEFT_OUT_BYTES = LEFT_OUT.getBytes(StandardCharsets.UTF_8);
    // Of an escape, such as \u00e9: https://www.rfc-editor.org/rfc/rfc8259#section-7
    private static final int HEXADECIMAL_DIGITS = 4;

    private final InputStream json;
    private final int longest;
    private final byte[] read = new byte[8192];
    // One text at most begins to be left out in so many bytes.
    private final byte[] kept = new byte[read.length + LEFT_OUT_BYTES.length];
    private int next;
    private int end;

    private boolean within;
    private boolean escaped;
    private int digits;
    private int length;

    /** @param longest so many characters of a text are kept, from 8,192 */
    ShortenedTexts(InputStream json, int longest) {
        this.json = json;
        this.longest = longest;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? kept[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(most, end - next);
        System.arraycopy(kept, next, bytes, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private boolean hasMore() throws IOException {
        while (next == end) {
            int count = json.read(read, 0, read.length);
            if (count < 0) {
                return false;
            }
            next = 0;
            end = 0;
            for (int i = 0; i < count; i++) {
                take(read[i]);
            }
        }
        return true;
    }

    private void take(byte one) {
        if (!within) {
            within = one == '"';
            length = 0;
            digits = 0;
            keep(one);
        } else if (one == '"' && !escaped) {
            within = false;
            keep(one);
        } else {
            takeOfText(one);
        }
    }

    private void takeOfText(byte one) {
        if (isBeginning(one)) {
            length++;
            if (length == longest + 1) {
                System.arraycopy(LEFT_OUT_BYTES, 0, kept, end, LEFT_OUT_BYTES.length);
                end += LEFT_OUT_BYTES.length;
            }
        }
        digits = escaped && one == 'u' ? HEXADECIMAL_DIGITS : Math.max(0, digits - 1);
        escaped = one == '\\' && !escaped;
        if (length <= longest) {
            keep(one);
        }
    }

    /** Whether a character begins here, and is not continued in UTF-8 or in an escape. */
    private boolean isBeginning(byte one) {
        return !escaped && digits == 0 && (one & 0xC0) != 0x80;
    }

    private void keep(byte one) {
        kept[end++] = one;
    }
}
