package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.machine.NameClaims.Holder;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Undoes creations: at once, as soon as libvirt lets it, or after a crash at the next start. */
final class Undo {

    private static final Logger LOG = Logger.getLogger(Undo.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Removal removal;
    private final CreationJournal journal;
    private final NameClaims claims;
    private final Duration watch;
    private final Duration retry;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("undo").factory());

    Undo(Removal removal, CreationJournal journal, NameClaims claims, Duration watch) {
        this(removal, journal, claims, watch, RETRY);
    }

    /**
     * @param retry the pause between two tries to undo a creation
     */
    Undo(Removal removal, CreationJournal journal, NameClaims claims, Duration watch, Duration retry) {
        this.removal = removal;
        this.journal = journal;
        this.claims = claims;
        this.watch = watch;
        this.retry = retry;
    }

    /** Undoes what a process before this one was making when it ended. */
    void recover() {
        for (UnfinishedCreation left : journal.left()) {
            Optional<Claim> claim = claims.take("the undoing of create_vm", left.machine());
            LOG.infof("The creation of %s was cut off and is undone", left.machine());
            long end = endOfWatch();
            clock.execute(() -> retry(left, end, () -> claim.ifPresent(Claim::close)));
        }
    }

    void stop() {
        clock.shutdownNow();
        journal.close();
    }

    /**
     * Undoes a creation, and keeps its name claimed until all is undone.
     *
     * @param claim the claim of its name
     * @param reason why
     * @return the reason, with what could not be undone yet
     */
    ToolException now(Making making, Claim claim, ToolException reason) {
        Holder holder = claim.share();
        if (making.mustWait()) {
            Thread.ofVirtual().name("undo").start(() -> retry(making.left(), System.nanoTime(), holder));
            return later(reason, reason.error().message());
        }
        UnfinishedCreation left = making.left();
        long end = making.unanswered() ? endOfWatch() : System.nanoTime();
        try {
            return remove(left, end, holder)
                    ? reason
                    : later(reason, reason.error().message());
        } catch (RuntimeException e) {
            notYet(left, end, holder, e);
            return later(reason, reason.error().message() + " It could not be undone yet: " + words(e));
        }
    }

    /** The same after a failure of this process, in which no more than must be is done at once. */
    void soon(Making making, Claim claim) {
        again(making.left(), endOfWatch(), claim.share());
    }

    private static ToolException later(ToolException reason, String message) {
        return new ToolException(
                new ToolError(
                        reason.error().code(),
                        message,
                        "What was made so far is undone as soon as libvirt lets it; then call again."),
                reason);
    }

    private long endOfWatch() {
        return System.nanoTime() + watch.toNanos();
    }

    private void retry(UnfinishedCreation left, long end, Holder claim) {
        try {
            if (remove(left, end, claim)) {
                LOG.infof("What was made of %s is undone", left.machine());
            }
        } catch (RuntimeException e) {
            notYet(left, end, claim, e);
        }
    }

    /** Whether that was the last look: until the end of the watch libvirt may still make something. */
    private boolean remove(UnfinishedCreation left, long end, Holder claim) {
        boolean last = System.nanoTime() - end >= 0;
        removal.of(left);
        if (last) {
            journal.remove(left.id());
            claim.close();
        } else {
            again(left, end, claim);
        }
        return last;
    }

    private void notYet(UnfinishedCreation left, long end, Holder claim, RuntimeException e) {
        LOG.warnf("What was made of %s is not undone yet: %s", left.machine(), e.getMessage());
        again(left, end, claim);
    }

    private void again(UnfinishedCreation left, long end, Holder claim) {
        if (!clock.isShutdown()) {
            clock.schedule(() -> retry(left, end, claim), retry.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static String words(RuntimeException e) {
        return e instanceof ToolException known && known.error().code() != ErrorCode.INTERNAL
                ? known.error().message()
                : "of a fault of this server.";
    }
}
