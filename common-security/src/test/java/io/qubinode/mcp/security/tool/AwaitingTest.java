package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.testing.Calls;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitingTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final CompletableFuture<String> result = new CompletableFuture<>();

    @Test
    void givesWhatComesInTime() throws Exception {
        result.completeAsync(() -> "done", CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS));
        assertThat(Awaiting.await(result, LONG, call())).isEqualTo("done");
    }

    @Test
    void stopsTheWorkWhenItTakesTooLong() {
        assertThatThrownBy(() -> Awaiting.await(result, Duration.ofMillis(150), call()))
                .isInstanceOf(TimeoutException.class);
        assertThat(result).isCancelled();
    }

    @Test
    void stopsTheWorkWhenTheCallerGivesUp() {
        CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS).execute(() -> givenUp.set(true));
        assertThatThrownBy(() -> Awaiting.await(result, LONG, call()))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(result).isCancelled();
    }

    @Test
    void tellsWhatWentWrong() {
        result.completeExceptionally(new IllegalStateException("broken"));
        assertThatThrownBy(() -> Awaiting.await(result, LONG, call()))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
    }

    private CallContext call() {
        return Calls.operation(
                "echo", new Caller("alice", "api_key", Permission.READ), null, Peer.waiting(givenUp::get));
    }
}
