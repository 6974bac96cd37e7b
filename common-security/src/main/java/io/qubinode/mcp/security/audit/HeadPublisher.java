package io.qubinode.mcp.security.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Publishes a trail's head: at once after so many records, and no record waits for it longer than a while. Safe to use from any thread. */
final class HeadPublisher {

    @FunctionalInterface
    interface Durability {
        /** Returns when the record of this number is on disk. */
        void await(long number) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(HeadPublisher.class);

    private final AuditHead head;
    private final int every;
    private final Duration within;
    private final Supplier<ChainLink> last;
    private final Durability disk;
    private final ReentrantLock publishing = new ReentrantLock();
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile ChainLink published;

    /**
     * Continues from what was published before.
     *
     * @param last the newest record
     * @throws IOException when that cannot be read
     */
    HeadPublisher(AuditHead head, AuditFile.Settings settings, Supplier<ChainLink> last, Durability disk)
            throws IOException {
        this.head = head;
        this.every = settings.headEvery();
        this.within = settings.headWithin();
        this.last = last;
        this.disk = disk;
        published = head.published().orElse(ChainLink.NONE);
    }

    /** The number of the record that was published last; 0 before the first. */
    long sequence() {
        return published.sequence();
    }

    void written(long number) {
        boolean due = number % every == 0;
        if (due || planned.compareAndSet(false, true)) {
            soon(due ? Duration.ZERO : within);
        }
    }

    void rotated() {
        soon(Duration.ZERO);
    }

    private void soon(Duration wait) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(this::publishOrLog);
    }

    private void publishOrLog() {
        planned.set(false);
        try {
            publish();
        } catch (IOException e) {
            LOG.warn("The head of the audit trail could not be published", e);
        }
    }

    private void publish() throws IOException {
        publish(() -> false);
    }

    /**
     * Publishes the last record as the last one.
     *
     * @param complete whether the trail has the end of each call that it knows; the next start looks for them otherwise
     */
    void close(BooleanSupplier complete) throws IOException {
        publish(complete);
    }

    private void publish(BooleanSupplier complete) throws IOException {
        publishing.lock();
        try {
            ChainLink now = last.get();
            // In this order: with a record that comes between the two, the head is not that of the last record.
            boolean closed = complete.getAsBoolean();
            if (now.sequence() > published.sequence() || closed && now.sequence() > 0) {
                disk.await(now.sequence());
                head.publish(now, closed);
                published = now;
            }
        } finally {
            publishing.unlock();
        }
    }
}
