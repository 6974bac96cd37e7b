package io.qubinode.mcp.security.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.store.ExpiringFiles;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotentTest {

    private static final Caller ALICE = new Caller("alice", "api_key", Permission.EXECUTE);

    record Input(String host, Optional<Boolean> twice) {}

    record Output(int made) {}

    @TempDir
    Path folder;

    private final AtomicInteger made = new AtomicInteger();
    private final List<AuditRecord> records = Collections.synchronizedList(new ArrayList<>());
    private Work work = call -> {};
    private Calls calls;

    /** What the tool does beside counting. */
    @FunctionalInterface
    private interface Work {
        void in(CallContext call);
    }

    private Calls calls() {
        if (calls == null) {
            calls = restarted();
        }
        return calls;
    }

    private Calls restarted() {
        List<Tool<?, ?>> tools = List.of(
                Tool.changes("make", "probe", ToolHints.ADDS)
                        .title("Make")
                        .description("Makes one.")
                        .does(Input.class, Output.class, this::make),
                Tool.reads("look", "probe")
                        .title("Look")
                        .description("Looks.")
                        .does(Input.class, Output.class, this::make));
        return new Calls(
                tools,
                (event, durable) -> records.add(event),
                new ConcurrentCalls(10),
                tool -> false,
                new SecretMask(List.of(), Optional.empty()),
                Stores.ofOne(new ExpiringFiles(folder.resolve("calls"), Clock.systemUTC()), null));
    }

    private Output make(Input input, CallContext call) {
        int count = made.incrementAndGet();
        work.in(call);
        return new Output(count);
    }

    @Test
    void makesOneOfTwoCallsWithOneKey() {
        assertThat(madeBy(call("k1", "{\"host\":\"a\",\"twice\":true}"))).isEqualTo(1);
        assertThat(madeBy(call("k1", "{\"twice\":true,\"host\":\"a\"}"))).isEqualTo(1);
        assertThat(madeBy(call("k2", "{\"host\":\"a\",\"twice\":true}"))).isEqualTo(2);
        assertThat(records)
                .extracting(AuditRecord::outcome)
                .containsExactly(null, Outcome.OK, Outcome.REPEATED, null, Outcome.OK);
    }

    @Test
    void takesAKeyForOneCallOfOneCaller() {
        call("k1", "{\"host\":\"a\"}");
        assertThat(errorOf(call("k1", "{\"host\":\"b\"}"))).isEqualTo(ErrorCode.KEY_REUSED);
        var bob = new Caller("bob", "api_key", Permission.EXECUTE);
        assertThat(madeBy(calls().call(
                                operation("make", bob, "{\"host\":\"b\"}", IdempotencyKey.given("k1"), () -> false))))
                .isEqualTo(2);
    }

    @Test
    void givesThoseWhoCallMeanwhileTheSameAnswer() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        work = call -> {
            begun.countDown();
            awaited(go);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.supplyAsync(() -> call("k1", "{\"host\":\"a\"}"), threads);
            begun.await();
            var second = CompletableFuture.supplyAsync(() -> call("k1", "{\"host\":\"a\"}"), threads);
            assertThat(errorOf(call("k1", "{\"host\":\"b\"}"))).isEqualTo(ErrorCode.KEY_REUSED);
            go.countDown();
            assertThat(madeBy(first.get())).isEqualTo(1);
            assertThat(madeBy(second.get())).isEqualTo(1);
        }
    }

    /** As when a proxy's time is over and it sends the call again. */
    @Test
    void goesOnForTheOneWhoRepeatsItWhenTheFirstHasGone() throws Exception {
        var begun = new CountDownLatch(1);
        var gone = new AtomicBoolean();
        var go = new CountDownLatch(1);
        work = call -> {
            begun.countDown();
            awaited(go);
            call.checkCancelled();
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Operation first = operation("make", ALICE, "{\"host\":\"a\"}", IdempotencyKey.given("k1"), gone::get);
            var lost = CompletableFuture.supplyAsync(() -> calls().call(first), threads);
            begun.await();
            var second = CompletableFuture.supplyAsync(() -> call("k1", "{\"host\":\"a\"}"), threads);
            await().until(() -> ((SharedPeer) first.peer()).others().get() == 1);
            gone.set(true);
            go.countDown();
            assertThat(madeBy(second.get())).isEqualTo(1);
            assertThat(madeBy(lost.get())).isEqualTo(1);
        }
    }

    @Test
    void doesAgainWhatWasGivenUp() {
        work = call -> {
            throw ToolException.cancelled();
        };
        assertThat(errorOf(call("k1", "{\"host\":\"a\"}"))).isEqualTo(ErrorCode.CANCELLED);
        work = call -> {};
        assertThat(madeBy(call("k1", "{\"host\":\"a\"}"))).isEqualTo(2);
    }

    @Test
    void doesNotDoAgainWhatWasGivenUpAndStays() {
        work = call -> {
            throw ToolException.cancelledAfter("It was made.", "Look.");
        };
        call("k1", "{\"host\":\"a\"}");
        work = call -> {};
        for (Calls each : List.of(calls(), restarted())) {
            Result<ToolAnswer> again = each.call(operation("{\"host\":\"a\"}"));
            assertThat(((Result.Failure<?>) again).error().message()).endsWith("It was made.");
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void keepsAFailureToo() {
        work = call -> {
            throw new ToolException(ErrorCode.BACKEND_TIMEOUT, "It may still happen.", "Look.");
        };
        call("k1", "{\"host\":\"a\"}");
        work = call -> {};
        for (Calls each : List.of(calls(), restarted())) {
            Result<ToolAnswer> again = each.call(operation("{\"host\":\"a\"}"));
            assertThat(errorOf(again)).isEqualTo(ErrorCode.BACKEND_TIMEOUT);
            assertThat(((Result.Failure<?>) again).error().hint()).isEqualTo("Look.");
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void doesNotDoAgainWhatBrokeInTheMiddle() {
        work = call -> {
            throw new IllegalStateException("of a test");
        };
        assertThat(errorOf(call("k1", "{\"host\":\"a\"}"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(errorOf(call("k1", "{\"host\":\"a\"}"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(errorOf(restarted().call(operation("{\"host\":\"a\"}")))).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(made).hasValue(1);
    }

    @Test
    void keepsTheAnswerBeyondARestart() {
        call("k1", "{\"host\":\"a\"}");
        assertThat(madeBy(restarted().call(operation("{\"host\":\"a\"}")))).isEqualTo(1);
        assertThat(errorOf(restarted().call(operation("{\"host\":\"b\"}")))).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(made).hasValue(1);
    }

    /** As after kill -9: of the call there is its beginning. */
    @Test
    void doesNotDoAgainWhatAProcessBeforeMayHaveDone() {
        var seen = new ArrayList<ErrorCode>();
        work = call -> seen.add(errorOf(restarted().call(operation("{\"host\":\"a\"}"))));
        call("k1", "{\"host\":\"a\"}");
        assertThat(seen).containsExactly(ErrorCode.WRONG_STATE);
        assertThat(made).hasValue(1);
    }

    @Test
    void doesNothingThatItCannotKeepAndDoesItWhenItCan() throws IOException {
        Files.createFile(folder.resolve("calls"));
        assertThat(errorOf(call("k1", "{\"host\":\"a\"}"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(made).hasValue(0);
        Files.delete(folder.resolve("calls"));
        assertThat(madeBy(call("k1", "{\"host\":\"a\"}"))).isEqualTo(1);
    }

    @Test
    void knowsARequestOfASessionByItsId() {
        for (Object id : List.of(1, "1", 1, "1")) {
            var key = IdempotencyKey.ofSession("s", id);
            calls().call(operation("make", ALICE, "{\"host\":\"a\"}", key, () -> false));
        }
        assertThat(made).hasValue(2);
        // Another request for which a client took an id once more.
        var again = IdempotencyKey.ofSession("s", 1);
        calls().call(operation("make", ALICE, "{\"host\":\"b\"}", again, () -> false));
        assertThat(made).hasValue(3);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void readsAsOftenAsItIsAsked() {
        for (int i = 0; i < 2; i++) {
            calls().call(operation("look", ALICE, "{\"host\":\"a\"}", IdempotencyKey.given("k1"), () -> false));
        }
        assertThat(made).hasValue(2);
    }

    private Result<ToolAnswer> call(String key, String arguments) {
        return calls().call(operation("make", ALICE, arguments, IdempotencyKey.given(key), () -> false));
    }

    private static Operation operation(String arguments) {
        return operation("make", ALICE, arguments, IdempotencyKey.given("k1"), () -> false);
    }

    private static Operation operation(
            String tool, Caller caller, String arguments, IdempotencyKey key, BooleanSupplier hasGivenUp) {
        ObjectNode given = ToolJson.object(arguments).orElseThrow();
        return Calls.operation(tool, caller, given, Peer.waiting(hasGivenUp)).once(key);
    }

    private static int madeBy(Result<ToolAnswer> result) {
        var answer = (Result.Answer<ToolAnswer>) result;
        return answer.content().structured().orElseThrow().path("made").asInt();
    }

    private static ErrorCode errorOf(Result<ToolAnswer> result) {
        return ((Result.Failure<ToolAnswer>) result).error().code();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
