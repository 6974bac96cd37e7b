package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What was made of a copy so far and how to get rid of it, the newest first. Not thread-safe. */
final class CopyUndo {

    private static final Logger LOG = Logger.getLogger(CopyUndo.class);

    private final Hypervisor hypervisor;
    private final Deque<Runnable> removals = new ArrayDeque<>();
    private Optional<Runnable> unfinished = Optional.empty();

    CopyUndo(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** Makes something; what times out may still be made. */
    void make(Runnable making, Runnable removal) {
        unfinished = Optional.of(removal);
        making.run();
        unfinished = Optional.empty();
        removals.push(removal);
    }

    /** Removes everything: at once, or after a time-out as soon as libvirt has come to an end. */
    void all(RuntimeException reason, Claim claim) {
        Optional<ErrorCode> code = reason instanceof ToolException known
                ? Optional.of(known.error().code())
                : Optional.empty();
        if (code.filter(ErrorCode.BACKEND_TIMEOUT::equals).isPresent()) {
            claim.keepUntil(() -> {
                if (hypervisor.settled((ToolException) reason)) {
                    unfinished.ifPresent(removals::push);
                }
                removals.forEach(CopyUndo::quietly);
            });
            return;
        }
        if (code.filter(ErrorCode.BACKEND_UNAVAILABLE::equals).isPresent()) {
            // The connection was lost before libvirt could say whether it was made.
            unfinished.ifPresent(removals::push);
        }
        removals.forEach(CopyUndo::quietly);
    }

    private static void quietly(Runnable removal) {
        try {
            removal.run();
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                LOG.errorf(e, "A part of a failed copy is left behind");
            }
        }
    }
}
