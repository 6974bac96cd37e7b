package io.qubinode.mcp.airflow.libvirt;

import io.opentelemetry.context.Context;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks several hosts at once, and waits for none longer than a deadline. A host that was too late is asked again, but hardly
 * waited for until it has answered once, so that a dead one costs a call of the others nothing. Safe to use from any thread.
 */
final class SideBySide {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMillis(100);

    private final Supplier<Duration> deadline;
    /** Hosts that were too late, and what they were asked then. */
    private final Map<String, CompletableFuture<?>> late = new ConcurrentHashMap<>();

    SideBySide() {
        this(() -> DEADLINE);
    }

    /** @param deadline how long a host is waited for */
    SideBySide(Supplier<Duration> deadline) {
        this.deadline = deadline;
    }

    /**
     * Asks each host the same.
     *
     * @param question throws {@code ToolException} where a host has no answer
     * @throws ToolException {@code cancelled} when this thread is interrupted
     */
    <T> HostAnswers<T> ask(List<LibvirtHost> hosts, Function<LibvirtHost, T> question) {
        long begun = System.nanoTime();
        var asked = new LinkedHashMap<LibvirtHost, CompletableFuture<T>>();
        var given = new LinkedHashMap<LibvirtHost, T>();
        var silent = new LinkedHashMap<LibvirtHost, ToolException>();
        hosts.forEach(host -> {
            CompletableFuture<?> before = late.get(host.name());
            if (before != null && before.isDone() && !before.isCompletedExceptionally()) {
                late.remove(host.name(), before);
            }
            if (before == null || before.isDone()) {
                asked.put(host, begin(host, question));
            } else {
                silent.put(host, tooLate(null));
            }
        });
        asked.forEach((host, answer) -> {
            Duration patience = late.containsKey(host.name()) ? GRACE : deadline.get();
            try {
                given.put(host, answer.get(begun + patience.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS));
                late.remove(host.name());
            } catch (TimeoutException e) {
                late.put(host.name(), answer);
                silent.put(host, tooLate(e));
            } catch (ExecutionException e) {
                silent.put(host, known(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ToolException.cancelled();
            }
        });
        return new HostAnswers<>(given, silent);
    }

    private static <T> CompletableFuture<T> begin(LibvirtHost host, Function<LibvirtHost, T> question) {
        var answer = new CompletableFuture<T>();
        // In the caller's trace.
        Thread.ofVirtual().name("ask-" + host.name()).start(Context.current().wrap(() -> {
            try {
                answer.complete(question.apply(host));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }));
        return answer;
    }

    private static ToolException known(Throwable failure) {
        return switch (failure) {
            case ToolException known -> known;
            default -> throw new IllegalStateException(failure);
        };
    }

    private static ToolException tooLate(TimeoutException cause) {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "It did not answer in time.",
                "Try again later; an operator can check whether the host and its libvirtd are running.",
                cause);
    }
}
