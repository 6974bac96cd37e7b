package io.qubinode.mcp.security.backend;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, of which only so much is read. Closing a REST client's stream reads the rest of the body, so one that was
 * too large is left to the end of its {@link AnswerBounds#time}, with nothing more read of it. Not thread-safe.
 */
public final class BoundedStream extends FilterInputStream {

    private final long most;
    private long left;

    /** @param most so many bytes are read; the next one throws {@link AnswerTooLarge} */
    public BoundedStream(InputStream body, long most) {
        super(body);
        this.most = most;
        left = most;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    private void count(long read) {
        left -= Math.max(0, read);
        if (left < 0) {
            throw new AnswerTooLarge(most);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (left >= 0) {
            super.close();
        }
    }
}
