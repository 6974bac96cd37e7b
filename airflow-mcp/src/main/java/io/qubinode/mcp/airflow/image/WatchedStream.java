package io.qubinode.mcp.airflow.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A stream that breaks off when nothing comes for too long, or when it takes too long as a whole: the HTTP client itself waits without end. */
final class WatchedStream extends FilterInputStream {

    private final Thread watch;
    private final long start = System.nanoTime();
    private volatile long last = start;

    /**
     * Begins to watch.
     *
     * @param longest without a byte
     * @param whole from here to the last byte
     */
    WatchedStream(InputStream stream, Duration longest, Duration whole) {
        super(stream);
        watch = Thread.ofVirtual().name("image-stall").start(() -> watch(longest, whole));
    }

    private void watch(Duration longest, Duration whole) {
        try {
            long now = start;
            while (now - last <= longest.toNanos() && now - start <= whole.toNanos()) {
                Thread.sleep(Math.max(1, longest.toMillis() / 4));
                now = System.nanoTime();
            }
            in.close();
        } catch (InterruptedException e) {
            // It is closed.
        } catch (IOException e) {
            // Who reads finds it broken anyway.
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        last = System.nanoTime();
        return read;
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }
}
