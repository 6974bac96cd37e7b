package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolError;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What was made so far and how to get rid of it, the newest first. Not thread-safe. */
final class Undo {

    private static final Logger LOG = Logger.getLogger(Undo.class);

    private record Step(String thing, Runnable removal) {}

    private final Hypervisor hypervisor;
    private final Deque<Step> steps = new ArrayDeque<>();
    private Optional<ToolException> unfinished = Optional.empty();

    Undo(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /**
     * Makes something.
     *
     * @param thing what it is, for a sentence
     * @param making makes it, or throws and has made nothing, but for a time-out
     * @param removal gets rid of it
     */
    void make(String thing, Runnable making, Runnable removal) {
        try {
            making.run();
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.BACKEND_TIMEOUT) {
                unfinished = Optional.of(e);
                steps.push(new Step(thing, removal));
            }
            throw e;
        }
        steps.push(new Step(thing, removal));
    }

    /** Whether the newest thing is still being made, so that {@link #all} must wait for its end. */
    boolean mustWait() {
        return unfinished.isPresent();
    }

    /**
     * Removes everything.
     *
     * @param reason why
     * @return the reason, with what could not be removed
     */
    ToolException all(ToolException reason) {
        // What was not made by us in the end may be somebody else's.
        unfinished.filter(timeout -> !hypervisor.settled(timeout)).ifPresent(timeout -> steps.pop());
        var left = new ArrayList<String>();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.removal().run();
            } catch (RuntimeException e) {
                if (e instanceof ToolException gone && gone.error().code() == ErrorCode.NOT_FOUND) {
                    continue;
                }
                LOG.errorf(e, "After a failed creation, %s is left behind", step.thing());
                left.add(step.thing());
            }
        }
        if (left.isEmpty()) {
            return reason;
        }
        ToolError error = reason.error();
        return new ToolException(
                new ToolError(
                        error.code(),
                        error.message() + " It could not be undone: " + String.join(", ", left) + " left behind.",
                        "An operator must remove that."),
                reason);
    }
}
