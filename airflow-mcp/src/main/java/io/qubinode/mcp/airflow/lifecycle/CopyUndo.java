package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
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
    void all(RuntimeException reason) {
        if (reason instanceof ToolException timeout && timeout.error().code() == ErrorCode.BACKEND_TIMEOUT) {
            Thread.ofVirtual().name("undo-copy").start(() -> {
                if (hypervisor.settled(timeout)) {
                    unfinished.ifPresent(removals::push);
                }
                removals.forEach(CopyUndo::quietly);
            });
        } else {
            removals.forEach(CopyUndo::quietly);
        }
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
