package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The questions of a call that may become a task: put to the client of the request as long as it waits, then shown with the task until its
 * client sends the answers. Safe to use from any thread that may block.
 */
final class TaskQuestions implements Questions {

    private static final long LOOK_MILLIS = 200;

    /** A question that was shown. */
    private record Open(Question question, CompletableFuture<ObjectNode> answer) {}

    private final Questions client;
    private final BooleanSupplier isTask;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private int number;

    TaskQuestions(Questions client, BooleanSupplier isTask) {
        this.client = client;
        this.isTask = isTask;
    }

    @Override
    public boolean accepts(String method) {
        return client.accepts(method);
    }

    @Override
    public void needed(String method) {
        client.needed(method);
    }

    @Override
    public Reply ask(Question question, Duration timeout, CallContext call) {
        return ask(List.of(question), timeout, call).getFirst();
    }

    @Override
    public List<Reply> ask(List<Question> questions, Duration timeout, CallContext call) {
        if (!isTask.getAsBoolean()) {
            return client.ask(questions, timeout, call);
        }
        long end = System.nanoTime() + timeout.toNanos();
        List<Open> shown = questions.stream().map(this::show).toList();
        try {
            var replies = new ArrayList<Reply>();
            for (Open each : shown) {
                replies.add(reply(each, end, call));
            }
            return replies;
        } finally {
            synchronized (open) {
                shown.forEach(each -> open.remove(each.question().key()));
            }
        }
    }

    /** No key may stand for two questions of one task. */
    private Open show(Question question) {
        synchronized (open) {
            number++;
            String key = number == 1 ? question.key() : question.key() + '_' + number;
            var shown = new Open(new Question(key, question.method(), question.params()), new CompletableFuture<>());
            open.put(key, shown);
            return shown;
        }
    }

    private static Reply reply(Open shown, long end, CallContext call) {
        while (System.nanoTime() < end) {
            try {
                return new Reply.Given(shown.answer().get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                call.checkCancelled();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        }
        return new Reply.None();
    }

    List<Question> open() {
        synchronized (open) {
            return open.values().stream()
                    .filter(each -> !each.answer().isDone())
                    .map(Open::question)
                    .toList();
        }
    }

    /** What answers no open question is left out. */
    void answer(ObjectNode answers) {
        synchronized (open) {
            answers.properties().forEach(answer -> {
                Open asked = open.get(answer.getKey());
                if (asked != null && answer.getValue() instanceof ObjectNode given) {
                    asked.answer().complete(given);
                }
            });
        }
    }
}
