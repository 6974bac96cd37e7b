package io.qubinode.mcp.assistant.document.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** What a server may send in one pull, and how long that may take. JGit only limits the time between two pieces. Not thread-safe. */
final class PullLimits {

    private final long bytes;
    private final long end;
    private long left;

    PullLimits(long bytes, Duration time) {
        this.bytes = bytes;
        this.left = bytes;
        this.end = System.nanoTime() + time.toNanos();
    }

    boolean isTooLarge() {
        return left < 0;
    }

    boolean isTooLate() {
        return System.nanoTime() - end > 0;
    }

    /** Anyone who has more than this is not read. */
    static PullFailed tooLarge(long most) {
        return new PullFailed("is larger than " + (most >> 20) + " MiB (documents.git.max_size_mib)", null);
    }

    /** What a server sends, as long as it keeps within the limits. */
    InputStream limited(InputStream sent) {
        return new FilterInputStream(sent) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = super.read(into, offset, length);
                count(Math.max(0, read));
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = super.skip(count);
                count(skipped);
                return skipped;
            }
        };
    }

    private void count(long read) throws IOException {
        left -= read;
        if (isTooLarge()) {
            throw new IOException("More than " + bytes + " bytes were sent");
        } else if (isTooLate()) {
            throw new IOException("It took too long");
        }
    }
}
