package io.qubinode.mcp.security.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.IdempotencyKey;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Replicas;
import io.qubinode.mcp.security.store.SharedState;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.testing.NeedsRedis;
import io.qubinode.mcp.testing.Redis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas of a service: a client's requests may reach either. */
@NeedsRedis
class ReplicasTest {

    private static final Caller ALICE = new Caller("alice", "api_key", Permission.EXECUTE);
    // Those of the common pool have no class loader, which a service's have.
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final Caller BOB = new Caller("bob", "api_key", Permission.EXECUTE);

    record Input(String host) {}

    record Output(int made) {}

    /** What the tool does beside counting. */
    @FunctionalInterface
    private interface Work {
        void in(CallContext call);
    }

    private final Redis redis = new Redis();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<AuditRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final Work[] work = {call -> {}};
    private final Replica one = new Replica();
    private final Replica other = new Replica();

    private final class Replica {

        final SharedState state =
                new SharedState(RedisUrl.of(redis.url()), "probe", Optional.empty(), Duration.ofSeconds(1));
        final Calls calls = callsOn(state.stores());
        final Tasks tasks = new Tasks(calls.pipeline(), state.stores(), Duration.ofMillis(1));

        Result<ToolAnswer> call(String host) {
            return withOneKey(calls, host);
        }

        String started(Peer client) {
            Result<ToolAnswer> result = tasks.run(
                    Calls.operation("make", ALICE, input("a"), client), calls.tool("make"), Tasks.Mode.WHEN_LONG);
            return ((Result.TaskStarted<ToolAnswer>) result).task();
        }

        TaskView view(String id) {
            return tasks.find(ALICE.id(), id);
        }
    }

    private Calls callsOn(Stores stores) {
        return new Calls(
                List.of(Tool.changes("make", "probe", ToolHints.ADDS)
                        .title("Make")
                        .description("Makes one.")
                        .does(Input.class, Output.class, this::make)),
                (event, durable) -> records.add(event),
                new ConcurrentCalls(10),
                tool -> false,
                new SecretMask(List.of(), Optional.empty()),
                stores);
    }

    private static Result<ToolAnswer> withOneKey(Calls calls, String host) {
        return calls.call(Calls.operation("make", ALICE, input(host), Peer.waiting(() -> false))
                .once(IdempotencyKey.given("k1")));
    }

    private static ObjectNode input(String host) {
        return ToolJson.MAPPER.createObjectNode().put("host", host);
    }

    private Output make(Input input, CallContext call) {
        int count = made.incrementAndGet();
        work[0].in(call);
        return new Output(count);
    }

    private void awaitGo() {
        await().until(() -> go.getCount() == 0);
    }

    @AfterEach
    void stop() {
        go.countDown();
        one.state.close();
        other.state.close();
        redis.close();
    }

    @Test
    void makeOneOfTwoCallsWithOneKey() {
        assertThat(madeBy(one.call("a"))).isEqualTo(1);
        assertThat(madeBy(other.call("a"))).isEqualTo(1);
        assertThat(errorOf(other.call("b"))).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(records)
                .extracting(AuditRecord::outcome)
                .containsExactly(null, Outcome.OK, Outcome.REPEATED, Outcome.INVALID);
    }

    @Test
    void waitForACallThatTheOtherCarriesOut() throws Exception {
        work[0] = call -> awaitGo();
        var first = CompletableFuture.supplyAsync(() -> one.call("a"), THREADS);
        await().until(() -> made.get() == 1);
        assertThat(errorOf(other.call("b"))).isEqualTo(ErrorCode.KEY_REUSED);
        var second = CompletableFuture.supplyAsync(() -> other.call("a"), THREADS);
        await().until(() -> records.size() == 2);
        go.countDown();
        assertThat(madeBy(first.get())).isEqualTo(1);
        assertThat(madeBy(second.get())).isEqualTo(1);
    }

    @Test
    void doNotBeginAgainWhatOneLeftUnfinished() throws Exception {
        work[0] = call -> awaitGo();
        CompletableFuture.runAsync(() -> one.call("a"), THREADS);
        await().until(() -> made.get() == 1);
        one.state.close();
        // As after kill -9: what it had claimed nobody extends.
        assertThat(errorOf(other.call("a"))).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(made).hasValue(1);
    }

    @Test
    void carryOutOnceWhatBothBegin() {
        assertThat(madeBy(other.call("a"))).isEqualTo(1);
        Stores stores = one.state.stores();
        Calls late = callsOn(new Stores(
                new LookedBefore(stores.calls()),
                stores.tasks(),
                stores.questions(),
                stores.conversations(),
                Replicas.NONE));
        assertThat(((Result.Failure<ToolAnswer>) withOneKey(late, "a")).error().message())
                .startsWith("Another replica of the service is already carrying out this call");
        assertThat(made).hasValue(1);
        assertThat(madeBy(one.call("a"))).isEqualTo(1);
    }

    /** Whose replica looked for the call before another began it, and lost its claim since. */
    private record LookedBefore(ExpiringStore now) implements ExpiringStore {

        @Override
        public Optional<ObjectNode> find(String name) {
            return Optional.empty();
        }

        @Override
        public boolean add(String name, ObjectNode object) throws IOException {
            return now.add(name, object);
        }

        @Override
        public void put(String name, ObjectNode object) throws IOException {
            now.put(name, object);
        }

        @Override
        public void remove(String name) throws IOException {
            now.remove(name);
        }

        @Override
        public String place() {
            return now.place();
        }
    }

    @Test
    void carryNothingOutWithAKeyWhileRedisIsGone() {
        redis.kill();
        assertThat(errorOf(one.call("a"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(made).hasValue(0);
    }

    @Test
    void showTheTasksOfTheOther() {
        work[0] = call -> {
            call.progress(1, 2, "Copying the disk");
            awaitGo();
        };
        String id = one.started(Peer.waiting(() -> false));
        assertThat(other.view(id).status()).isEqualTo(TaskStatus.WORKING);
        await().until(() -> other.view(id).message().equals("Copying the disk"));
        assertThatNobodyElseSees(id);
        go.countDown();
        await().until(() -> other.view(id).status() == TaskStatus.COMPLETED);
        assertThat(other.view(id).answer()).isPresent().isEqualTo(one.view(id).answer());
    }

    private void assertThatNobodyElseSees(String id) {
        assertThat(catchThrowable(() -> other.tasks.find(BOB.id(), id)))
                .hasMessageContaining("There is no task of this id");
        assertThat(catchThrowable(() -> other.tasks.cancel(BOB.id(), id)))
                .hasMessageContaining("There is no task of this id");
    }

    @Test
    void cancelTheTasksOfTheOther() {
        work[0] = call -> {
            await().until(call::cancelled);
            call.checkCancelled();
        };
        String id = one.started(Peer.waiting(() -> false));
        other.tasks.cancel(ALICE.id(), id);
        await().until(() -> other.view(id).status() == TaskStatus.CANCELLED);
    }

    @Test
    void takeAnswersForTheTasksOfTheOther() {
        var question = new Question("name", Questions.ELICITATION, ToolJson.MAPPER.createObjectNode());
        var heard = new CompletableFuture<Questions.Reply>();
        work[0] = call -> {
            assertThat(call.continueAsTask()).isTrue();
            heard.complete(call.questions().orElseThrow().ask(question, Duration.ofMinutes(1), call));
        };
        String id = one.started(new TasksTest.Asked());
        await().until(() -> other.view(id).status() == TaskStatus.INPUT_REQUIRED);
        assertThat(other.view(id).questions()).containsExactly(question);
        ObjectNode answers = ToolJson.MAPPER.createObjectNode();
        answers.putObject("name").put("is", "one");
        other.tasks.answer(ALICE.id(), id, answers);
        await().until(() -> other.view(id).status() == TaskStatus.COMPLETED);
        assertThat(heard)
                .isCompletedWithValue(new Questions.Reply.Given(
                        ToolJson.MAPPER.createObjectNode().put("is", "one")));
    }

    private static int madeBy(Result<ToolAnswer> result) {
        assertThat(result).isInstanceOf(Result.Answer.class);
        return ((Result.Answer<ToolAnswer>) result)
                .content()
                .structured()
                .orElseThrow()
                .path("made")
                .asInt();
    }

    private static ErrorCode errorOf(Result<ToolAnswer> result) {
        return ((Result.Failure<ToolAnswer>) result).error().code();
    }
}
