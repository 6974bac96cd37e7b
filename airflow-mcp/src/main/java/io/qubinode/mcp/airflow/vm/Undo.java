package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.gate.ToolError;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.jboss.logging.Logger;

/** What was made so far and how to get rid of it, the newest first. */
final class Undo {

    private static final Logger LOG = Logger.getLogger(Undo.class);

    private record Step(String thing, Runnable removal) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void by(String thing, Runnable removal) {
        steps.push(new Step(thing, removal));
    }

    /**
     * Removes everything.
     *
     * @param reason why
     * @return the reason, with what could not be removed
     */
    ToolException all(ToolException reason) {
        var left = new ArrayList<String>();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.removal().run();
            } catch (RuntimeException e) {
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
