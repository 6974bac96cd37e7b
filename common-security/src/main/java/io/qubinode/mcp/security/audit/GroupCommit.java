package io.qubinode.mcp.security.audit;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets all who wait for the disk at the same time share one wait. Safe to use from any thread. */
final class GroupCommit {

    /**
     * What came of one wait.
     *
     * @param upTo the number of the last record that it was for
     * @param failure why those records may not be on disk; empty when they are
     */
    record Round(long upTo, Optional<IOException> failure) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Supplier<Round> disk;
    private boolean busy;
    private long safe;
    private long broken;
    private IOException failure;

    /** With what waits for the disk; it is called by one thread at a time. */
    GroupCommit(Supplier<Round> disk) {
        this.disk = disk;
    }

    int waiting() {
        return waiting.get();
    }

    /**
     * Returns when the record of this number is on disk. Anyone who comes while the disk works is served by the next round.
     *
     * @throws IOException when it may not be; trying again does not help, because Linux reports a lost page only once
     */
    void await(long number) throws IOException {
        waiting.incrementAndGet();
        lock.lock();
        try {
            while (safe < number) {
                if (number <= broken) {
                    throw new IOException("The disk failed while a record was written", failure);
                }
                if (busy) {
                    done.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }

    private void lead() {
        busy = true;
        lock.unlock();
        Round round = null;
        try {
            round = disk.get();
        } finally {
            lock.lock();
            busy = false;
            if (round != null) {
                note(round);
            }
            done.signalAll();
        }
    }

    private void note(Round round) {
        if (round.failure().isEmpty()) {
            safe = Math.max(safe, round.upTo());
        } else {
            broken = round.upTo();
            failure = round.failure().get();
        }
    }
}
