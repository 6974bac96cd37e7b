package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
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
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Brings changes to an end that failed: at once, as soon as libvirt lets it, or after a crash at the next start. What was being
 * made is taken away; a renaming is undone, or completed where libvirt has done it. The machines stay claimed until then.
 */
public final class Rollback {

    private static final Logger LOG = Logger.getLogger(Rollback.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Hypervisor hypervisor;
    private final Removal removal;
    private final RenameEnd renames;
    private final ChangeJournal journal;
    private final NameClaims claims;
    private final Duration watch;
    private final Duration retry;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("rollback").factory());

    Rollback(Hypervisor hypervisor, RenameEnd renames, ChangeJournal journal, NameClaims claims, Duration watch) {
        this(hypervisor, renames, journal, claims, watch, RETRY);
    }

    /**
     * @param watch how long libvirt may continue with what it was told before a crash or a broken connection
     * @param retry the pause between two tries to bring a change to its end
     */
    public Rollback(
            Hypervisor hypervisor,
            RenameEnd renames,
            ChangeJournal journal,
            NameClaims claims,
            Duration watch,
            Duration retry) {
        this.hypervisor = hypervisor;
        removal = new Removal(hypervisor);
        this.renames = renames;
        this.journal = journal;
        this.claims = claims;
        this.watch = watch;
        this.retry = retry;
    }

    /** Brings to an end what a process before this one was changing when it ended. */
    public void recover() {
        for (UnfinishedChange left : journal.left()) {
            Optional<Claim> claim = claims.take(
                    "the undoing of " + left.operation(), left.claimed().toArray(String[]::new));
            LOG.infof("%s of %s was cut off and is undone", left.operation(), left.claimed());
            long end = endOfWatch();
            clock.execute(() -> retry(left, end, () -> claim.ifPresent(Claim::close)));
        }
    }

    public void stop() {
        clock.shutdownNow();
        journal.close();
    }

    /**
     * Undoes a creation.
     *
     * @param claim the claim of its names, which is kept until all is undone
     * @param reason why
     * @return the reason, with what could not be undone yet
     */
    public ToolException of(CreationTransaction creation, Claim claim, ToolException reason) {
        return end(creation.mustWait(), creation::left, creation.unanswered(), claim, reason);
    }

    /** The same after a failure of this process, in which no more than must be is done at once. */
    public void soon(CreationTransaction creation, Claim claim) {
        again(creation.left(), endOfWatch(), claim.share());
    }

    /** Undoes a renaming, or completes it where the machine has its new name. */
    public ToolException of(UnfinishedRename rename, Claim claim, ToolException reason) {
        ErrorCode code = reason.error().code();
        boolean late = code == ErrorCode.BACKEND_TIMEOUT || hypervisor.mayStillHappen(reason);
        return end(
                late,
                () -> {
                    if (late) {
                        hypervisor.settled(reason);
                    }
                    return rename;
                },
                code == ErrorCode.BACKEND_UNAVAILABLE,
                claim,
                reason);
    }

    /** The same after a failure of this process. */
    public void soon(UnfinishedRename rename, Claim claim) {
        again(rename, endOfWatch(), claim.share());
    }

    private ToolException end(
            boolean mustWait,
            Supplier<? extends UnfinishedChange> change,
            boolean unanswered,
            Claim claim,
            ToolException reason) {
        Holder holder = claim.share();
        if (mustWait) {
            Thread.ofVirtual().name("rollback").start(() -> retry(change.get(), System.nanoTime(), holder));
            return later(reason, reason.error().message());
        }
        UnfinishedChange left = change.get();
        long end = unanswered ? endOfWatch() : System.nanoTime();
        try {
            return ended(left, end, holder)
                    ? reason
                    : later(reason, reason.error().message());
        } catch (RuntimeException e) {
            notYet(left, end, holder, e);
            return later(reason, reason.error().message() + " It could not be undone yet: " + words(e));
        }
    }

    private static ToolException later(ToolException reason, String message) {
        return new ToolException(
                new ToolError(
                        reason.error().code(),
                        message,
                        "The service removes what it made so far as soon as libvirt allows it. Call again when list_vms no longer shows the machine."),
                reason);
    }

    private long endOfWatch() {
        return System.nanoTime() + watch.toNanos();
    }

    private void retry(UnfinishedChange left, long end, Holder claim) {
        try {
            if (ended(left, end, claim)) {
                LOG.infof("%s of %s has come to its end", left.operation(), left.claimed());
            }
        } catch (RuntimeException e) {
            notYet(left, end, claim, e);
        }
    }

    /** Whether that was the last look: until the end of the watch libvirt may still do something. */
    private boolean ended(UnfinishedChange left, long end, Holder claim) {
        boolean last = System.nanoTime() - end >= 0;
        boolean ended =
                switch (left) {
                    case UnfinishedCreation creation -> {
                        removal.of(creation);
                        yield last;
                    }
                    case UnfinishedRename rename -> renames.of(rename, last) || last;
                };
        if (ended) {
            journal.remove(left.id());
            claim.close();
        } else {
            again(left, end, claim);
        }
        return ended;
    }

    private void notYet(UnfinishedChange left, long end, Holder claim, RuntimeException e) {
        LOG.warnf("%s of %s is not undone yet: %s", left.operation(), left.claimed(), e.getMessage());
        again(left, end, claim);
    }

    private void again(UnfinishedChange left, long end, Holder claim) {
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
