package io.qubinode.mcp.endpoints.mcp.stateless;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.task.TaskView;
import io.qubinode.mcp.security.task.Tasks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Looks at the tasks of which clients want to hear. Used by one thread at a time. */
final class TaskWatch {

    private static final Logger LOG = Logger.getLogger(TaskWatch.class);

    /** A client that is told of its tasks. */
    interface Watcher {

        Caller caller();

        /** The ids of the tasks that it is to hear of now. */
        Set<String> watchedTasks();

        /** @param now empty when it is not kept any more */
        void tellOfTask(String id, Optional<TaskView> now);
    }

    private record Watched(CallerId owner, String id) {}

    private final Tasks tasks;
    private boolean isFailing;

    TaskWatch(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Looks once at each task, however many clients watch it. One that cannot be read now is left out. */
    void look(Iterable<? extends Watcher> watchers) {
        Map<Watched, Optional<TaskView>> seen = new HashMap<>();
        boolean failed = false;
        for (Watcher watcher : watchers) {
            for (String id : watcher.watchedTasks()) {
                try {
                    var task = new Watched(watcher.caller().id(), id);
                    watcher.tellOfTask(id, seen.computeIfAbsent(task, watched -> find(watched.owner(), id)));
                } catch (RuntimeException e) {
                    if (!isFailing && !failed) {
                        LOG.warn("Clients do not hear of some of their tasks", e);
                    }
                    failed = true;
                }
            }
        }
        if (isFailing && !failed) {
            LOG.info("Clients hear of all their tasks again");
        }
        isFailing = failed;
    }

    /** A task; empty when the caller has none of this id. */
    Optional<TaskView> find(CallerId owner, String id) {
        try {
            return Optional.of(tasks.find(owner, id));
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
