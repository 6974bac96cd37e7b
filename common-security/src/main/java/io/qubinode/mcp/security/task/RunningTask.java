package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A call that becomes a task when its client shall not wait longer. Until then it has the client of its request; from then on each client that
 * asks for the task is its client. Safe to use from any thread.
 */
final class RunningTask implements Peer {

    /** Nobody finds another's: 122 bits of a secure generator. */
    final String id = UUID.randomUUID().toString();

    final CallerId owner;

    /** In the store. */
    final String name;

    final Instant created = Instant.now();

    /** Done when the work begins. */
    final CompletableFuture<Void> begun = new CompletableFuture<>();

    /** Done when the client shall not wait longer. */
    final CompletableFuture<Void> leaving = new CompletableFuture<>();

    /** Done when its end is kept. */
    final CompletableFuture<Void> done = new CompletableFuture<>();

    private final Peer client;
    private final Optional<TaskQuestions> questions;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean isTask;
    private volatile boolean isCancelled;
    private volatile String message = "";
    private volatile Instant updated = created;
    private volatile ObjectNode end;

    RunningTask(CallerId owner, Peer client) {
        this.owner = owner;
        this.name = ExpiringStore.name(owner, id);
        this.client = client;
        this.questions = client.questions().map(own -> new TaskQuestions(own, () -> isTask));
    }

    @Override
    public Optional<Questions> questions() {
        return questions.map(own -> own);
    }

    @Override
    public void progress(double done, double total, String text) {
        message = text;
        updated = Instant.now();
        if (!isTask) {
            client.progress(done, total, text);
        }
    }

    @Override
    public boolean hasGivenUp() {
        return isTask ? isCancelled : client.hasGivenUp();
    }

    @Override
    public void begins() {
        begun.complete(null);
    }

    @Override
    public boolean continueAsTask() {
        leaving.complete(null);
        try {
            decided.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return isTask;
    }

    /** From now on it is, or is not, a task. */
    void decide(boolean becomesTask) {
        isTask = becomesTask;
        decided.countDown();
    }

    void cancel() {
        isCancelled = true;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    void answer(ObjectNode answers) {
        questions.ifPresent(own -> own.answer(answers));
    }

    /** Writes to a store. */
    interface Writing {
        void run() throws IOException;
    }

    /** @throws IOException when its end cannot be kept; it has ended nevertheless */
    synchronized void ended(ObjectNode record, Writing writing) throws IOException {
        end = record;
        writing.run();
    }

    /** Writes what it is now, unless it has ended. */
    synchronized void keep(Writing writing) throws IOException {
        if (end == null) {
            writing.run();
        }
    }

    void awaitEnd(Duration atMost) {
        done.copy()
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    String message() {
        return message;
    }

    TaskView view() {
        if (end != null) {
            return TaskRecord.view(id, end, false);
        }
        List<Question> open = questions.map(TaskQuestions::open).orElse(List.of());
        return new TaskView(
                id, TaskStatus.ofOpen(open), message, created, updated, open, Optional.empty(), Optional.empty());
    }
}
