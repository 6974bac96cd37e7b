package io.qubinode.mcp.airflow.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stream that breaks off when nothing comes for too long, which the HTTP client itself waits for without end. */
final class WatchedStream extends FilterInputStream {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("image-stall").factory());

    private final ScheduledFuture<?> watch;
    private volatile long last = System.nanoTime();

    WatchedStream(InputStream stream, Duration longest) {
        super(stream);
        watch = CLOCK.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - last > longest.toNanos()) {
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
