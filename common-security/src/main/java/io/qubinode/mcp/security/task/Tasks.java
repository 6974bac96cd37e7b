package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.ShutdownEvent;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Pipeline;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Replicas;
import io.qubinode.mcp.security.store.Stores;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Calls that are answered later: each is its caller's alone, is on disk before its caller is told of it, and is kept for a day. Safe to use
 * from any thread that may block.
 */
@Singleton
public final class Tasks {

    private static final Logger LOG = Logger.getLogger(Tasks.class);

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Pipeline pipeline;
    private final ExpiringStore store;
    private final Replicas replicas;
    private final Duration patience;
    private volatile boolean isStopping;
    private final Map<String, RunningTask> running = new ConcurrentHashMap<>();

    /** When a call becomes a task. */
    public enum Mode {
        /** Its client knows no tasks. */
        NEVER,
        /** When it says itself that it takes long, or when it changes something and takes longer than clients like to wait. */
        WHEN_LONG,
        /** When its work begins: what is refused is answered at once. */
        AT_ONCE
    }

    /** @param patience how long the client of a changing call waits for an answer instead */
    @Inject
    public Tasks(
            Pipeline pipeline,
            Stores stores,
            @ConfigProperty(name = "qubinode.task-after", defaultValue = "2s") Duration patience) {
        this.pipeline = pipeline;
        this.store = stores.tasks();
        this.replicas = stores.replicas();
        this.patience = patience;
    }

    /** As {@link Pipeline#run}, or {@link Result.TaskStarted} with an id for the other methods. */
    public <T> Result<T> run(Operation operation, Target<T> target, Mode mode) {
        if (mode == Mode.NEVER) {
            return pipeline.run(operation, target);
        }
        var task = new RunningTask(operation.callerId(), operation.peer());
        var end = new CompletableFuture<Result<T>>();
        Thread.ofVirtual().name("task-" + task.id).start(Context.current().wrap(() -> {
            try {
                end.complete(pipeline.run(operation.by(task), target));
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        }));
        CompletableFuture.anyOf(end, leaving(task, target, mode))
                .exceptionally(failed -> null)
                .join();
        if (end.isDone() || task.hasGivenUp() || !isKept(task)) {
            task.decide(false);
            return joined(end);
        }
        running.put(task.id, task);
        task.decide(true);
        if (replicas.areMany()) {
            Thread.ofVirtual().name("task-" + task.id + "-shared").start(() -> share(task));
        }
        end.whenComplete((result, failure) -> end(task, target, result));
        return new Result.TaskStarted<>(task.id);
    }

    private CompletableFuture<?> leaving(RunningTask task, Target<?> target, Mode mode) {
        if (mode == Mode.AT_ONCE) {
            return task.begun;
        }
        if (target.permission().filter(Permission::changes).isPresent()) {
            task.begun.thenRunAsync(
                    () -> task.leaving.complete(null),
                    CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
        }
        return task.leaving;
    }

    private static <T> Result<T> joined(CompletableFuture<Result<T>> end) {
        try {
            return end.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error known -> throw known;
                default -> throw e;
            }
        }
    }

    /** Without a place to keep it, a call does not become a task but continues. */
    private boolean isKept(RunningTask task) {
        try {
            replicas.claim(task.name, "");
            store.put(task.name, TaskRecord.begun(task));
            return true;
        } catch (IOException e) {
            LOG.errorf(e, "A call that takes long cannot be kept as a task: its client waits for it");
            replicas.release(task.name);
            return false;
        }
    }

    /** Shows the others what the task does, and does what its caller told them. */
    private void share(RunningTask task) {
        TaskView shown = null;
        while (!task.done.isDone()) {
            try {
                TaskView now = task.view();
                if (!now.equals(shown)) {
                    task.keep(() -> store.put(task.name, TaskRecord.running(now)));
                    shown = now;
                }
                replicas.told(task.name).forEach(message -> TaskMessages.deliver(message, task));
            } catch (IOException e) {
                LOG.debugf(e, "Replicas do not hear of a task for a moment");
            }
            task.awaitEnd(BETWEEN_LOOKS);
        }
    }

    private <T> void end(RunningTask task, Target<T> target, Result<T> result) {
        ObjectNode end =
                isStopping && task.isCancelled() ? TaskRecord.begun(task) : TaskRecord.ended(task, target, result);
        try {
            keepEnd(task, end);
        } catch (IOException e) {
            LOG.errorf(e, "The end of task %s cannot be kept: it is tried again until the service ends", task.id);
            Thread.ofVirtual().name("task-" + task.id + "-end").start(() -> keepEndLater(task, end));
        } finally {
            task.done.complete(null);
        }
    }

    private void keepEnd(RunningTask task, ObjectNode end) throws IOException {
        task.ended(end, () -> store.put(task.name, end));
        running.remove(task.id);
        replicas.release(task.name);
    }

    /** To the other replicas it runs until then; without its claim they would take it for lost. */
    private void keepEndLater(RunningTask task, ObjectNode end) {
        Instant noLonger = Instant.now().plus(ExpiringStore.KEPT);
        while (!isStopping && Instant.now().isBefore(noLonger)) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            try {
                keepEnd(task, end);
                return;
            } catch (IOException e) {
                LOG.debugf(e, "The end of task %s cannot be kept yet", task.id);
            }
        }
    }

    /**
     * A task as it is now.
     *
     * @throws ToolException {@code not_found} when this caller has no task of this id
     */
    public TaskView find(CallerId caller, String id) {
        return owned(caller, id)
                .map(RunningTask::view)
                .or(() -> kept(caller, id))
                .orElseThrow(() -> new ToolException(
                        ErrorCode.NOT_FOUND,
                        "There is no task of this id, or it is older than a day.",
                        "The id is in the answer to the call that became a task."));
    }

    private Optional<RunningTask> owned(CallerId caller, String id) {
        return Optional.ofNullable(running.get(id)).filter(task -> task.owner.equals(caller));
    }

    private Optional<TaskView> kept(CallerId caller, String id) {
        String name = ExpiringStore.name(caller, id);
        try {
            // In this order, because a task is given back after its end is kept.
            boolean isRunning = replicas.isClaimed(name);
            return store.find(name).map(record -> TaskRecord.view(id, record, isRunning));
        } catch (IOException e) {
            throw inaccessible(e);
        }
    }

    private ToolException inaccessible(IOException e) {
        return new ToolException(
                ErrorCode.INTERNAL, "The task cannot be read.", "An operator must look at " + store.place() + ".", e);
    }

    /**
     * Asks a task to end, unless it has ended.
     *
     * @throws ToolException as {@link #find}
     */
    public TaskView cancel(CallerId caller, String id) {
        TaskView task = find(caller, id);
        tell(caller, task, TaskMessages.cancel());
        return task;
    }

    /** Has all end, and waits for it, but not long: what they take back is on record otherwise, and taken back at the next start. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        stop(TIME_TO_END);
    }

    void stop(Duration atMost) {
        isStopping = true;
        List<RunningTask> left = List.copyOf(running.values());
        left.forEach(RunningTask::cancel);
        try {
            CompletableFuture.allOf(left.stream().map(task -> task.done).toArray(CompletableFuture[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warnf("The service ends before %d tasks do", running.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Answers questions of a task; what answers none of them is left out.
     *
     * @param answers the client's results by the keys of the questions
     * @throws ToolException as {@link #find}
     */
    public TaskView answer(CallerId caller, String id, ObjectNode answers) {
        TaskView task = find(caller, id);
        tell(caller, task, TaskMessages.answers(answers));
        return task;
    }

    private void tell(CallerId caller, TaskView task, ObjectNode message) {
        Optional<RunningTask> own = owned(caller, task.id());
        if (own.isPresent()) {
            TaskMessages.deliver(message, own.get());
        } else if (!task.status().isTheEnd()) {
            try {
                replicas.tell(ExpiringStore.name(caller, task.id()), message);
            } catch (IOException e) {
                throw inaccessible(e);
            }
        }
    }
}
