package io.qubinode.mcp.airflow.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stream that breaks off when nothing comes for too long, or when it takes too long as a whole: the HTTP client itself waits without end. */
final class WatchedStream extends FilterInputStream {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("image-stall").factory());

    private final ScheduledFuture<?> watch;
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
        watch = CLOCK.scheduleWithFixedDelay(
                () -> {
                    long now = System.nanoTime();
                    if (now - last > longest.toNanos() || now - start > whole.toNanos()) {
                        closeStalled();
                    }
                },
                longest.toMillis(),
                Math.max(1, longest.toMillis() / 4),
                TimeUnit.MILLISECONDS);
    }

    private void closeStalled() {
        try {
            in.close();
        } catch (IOException e) {
            // Who reads finds it broken all the same.
            watch.cancel(false);
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
        watch.cancel(false);
        super.close();
    }
}
