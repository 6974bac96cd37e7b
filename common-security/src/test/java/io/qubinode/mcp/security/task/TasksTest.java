package io.qubinode.mcp.security.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.IdempotencyKey;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Pipeline;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.store.ExpiringFiles;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Questions.Question;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {

    private static final Caller ALICE = new Caller("alice", "api_key", Permission.EXECUTE);
    private static final CallerId BOB = new CallerId("api_key", "bob");
    private static final Peer WAITING = Peer.waiting(() -> false);

    record Input(String host) {}

    record Output(int made) {}

    /** What the tool does beside counting. */
    @FunctionalInterface
    private interface Work {
        void in(CallContext call);
    }

    @TempDir
    Path folder;

    private final AtomicInteger made = new AtomicInteger();
    private final List<AuditRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch go = new CountDownLatch(1);
    private Work work = call -> awaitGo();
    private Calls calls;
    private Tasks tasks;

    @AfterEach
    void awaitAllEnds() {
        go.countDown();
        if (tasks != null) {
            // An end is seen before it is on disk.
            tasks.stop(Duration.ofMinutes(1));
        }
    }

    private Tasks tasks() {
        if (tasks == null) {
            tasks = started();
        }
        return tasks;
    }

    /** As after a restart: it knows what is on disk. */
    private Tasks started() {
        List<Tool<?, ?>> tools = List.of(
                Tool.changes("make", "probe", ToolHints.ADDS)
                        .title("Make")
                        .description("Makes one.")
                        .does(Input.class, Output.class, this::make),
                Tool.reads("look", "probe")
                        .title("Look")
                        .description("Looks.")
                        .does(Input.class, Output.class, this::make));
        Clock clock = Clock.systemUTC();
        var stores = Stores.ofOne(
                new ExpiringFiles(folder.resolve("calls"), clock), new ExpiringFiles(folder.resolve("tasks"), clock));
        calls = new Calls(
                tools,
                (event, durable) -> records.add(event),
                new ConcurrentCalls(10),
                tool -> false,
                new SecretMask(List.of(), Optional.empty()),
                stores);
        return new Tasks(calls.pipeline(), stores, Duration.ofMillis(1));
    }

    private Output make(Input input, CallContext call) {
        Work now = work;
        int count = made.incrementAndGet();
        now.in(call);
        return new Output(count);
    }

    private void awaitGo() {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitCancel(CallContext call) {
        await().until(call::cancelled);
        call.checkCancelled();
    }

    @Test
    void goesOnWhenItsClientWaitsNoLonger() {
        String id = started(run("make", WAITING));
        assertThat(view(id).status()).isEqualTo(TaskStatus.WORKING);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly((Outcome) null);
        go.countDown();
        assertThat(ended(id).answer().flatMap(ToolAnswer::structured).orElseThrow())
                .hasToString("{\"made\":1}");
        assertThat(view(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(null, Outcome.OK);
    }

    @Test
    void answersWhatIsDoneInTimeAndKeepsNothing() {
        work = call -> {};
        var patient = new Tasks(pipelineOf(), Stores.ofOne(null, null), Duration.ofMinutes(5));
        assertThat(patient.run(operation("make", WAITING), calls.tool("make"), Tasks.Mode.WHEN_LONG))
                .isInstanceOf(Result.Answer.class);
    }

    private Pipeline pipelineOf() {
        tasks();
        return calls.pipeline();
    }

    @Test
    void waitsForWhatOnlyReads() {
        work = call -> assertThat(call.cancelled()).isFalse();
        assertThat(run("look", WAITING)).isInstanceOf(Result.Answer.class);
        assertThat(folder.resolve("tasks")).doesNotExist();
    }

    @Test
    void refusesAtOnceWhatIsWrong() {
        var wrong = Calls.operation("make", ALICE, ToolJson.MAPPER.createObjectNode(), WAITING);
        assertThat(tasks().run(wrong, calls.tool("make"), Tasks.Mode.AT_ONCE)).isInstanceOf(Result.Failure.class);
        String id = started(tasks().run(operation("look", WAITING), calls.tool("look"), Tasks.Mode.AT_ONCE));
        go.countDown();
        assertThat(ended(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void isItsCallersAlone() {
        String id = started(run("make", WAITING));
        for (String each : List.of(id, "no-id", "../../etc/passwd")) {
            assertThatThrownBy(() -> tasks().find(BOB, each)).hasMessageContaining("There is no task of this id");
            assertThatThrownBy(() -> tasks().cancel(BOB, each)).hasMessageContaining("There is no task of this id");
            assertThatThrownBy(() -> tasks().answer(BOB, each, ToolJson.MAPPER.createObjectNode()))
                    .hasMessageContaining("There is no task of this id");
        }
        go.countDown();
        assertThat(ended(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThatThrownBy(() -> started().find(BOB, id)).hasMessageContaining("There is no task of this id");
    }

    @Test
    void isOnDiskBeforeItsCallerKnowsIt() {
        String id = started(run("make", WAITING));
        TaskView afterACrash = started().find(ALICE.id(), id);
        assertThat(afterACrash.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(afterACrash.message()).contains("The service stopped before this task ended");
        go.countDown();
        await().until(() -> started().find(ALICE.id(), id).status() == TaskStatus.COMPLETED);
        assertThat(started().find(ALICE.id(), id).answer()).isEqualTo(view(id).answer());
    }

    @Test
    void endsWhenItIsCancelled() {
        work = TasksTest::awaitCancel;
        String id = started(run("make", WAITING));
        tasks().cancel(ALICE.id(), id);
        assertThat(ended(id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(tasks().cancel(ALICE.id(), id).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void endsWithItsServiceAndSaysSo() {
        work = TasksTest::awaitCancel;
        String id = started(run("make", WAITING));
        tasks().stop(Duration.ofMinutes(1));
        for (Tasks each : List.of(tasks(), started())) {
            assertThat(each.find(ALICE.id(), id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(each.find(ALICE.id(), id).message()).contains("The service stopped before this task ended");
        }
        assertThat(records.getLast().code()).isEqualTo("cancelled");
    }

    @Test
    void tellsErrorsOfTheToolFromThoseOfTheServer() {
        work = call -> {
            awaitGo();
            throw new ToolException(ErrorCode.BACKEND_REFUSED, "No room.", "Make some.");
        };
        String refused = started(run("make", WAITING));
        await().until(() -> made.get() == 1);
        work = call -> {
            awaitGo();
            throw new IllegalStateException("of a test");
        };
        String broken = started(run("make", WAITING));
        go.countDown();
        assertThat(ended(refused).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(view(refused).error().orElseThrow().hint()).isEqualTo("Make some.");
        assertThat(ended(broken).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(view(broken).message()).doesNotContain("of a test");
    }

    @Test
    void showsWhatItDoes() {
        work = call -> {
            call.progress(1, 2, "Copying the disk");
            awaitGo();
        };
        String id = started(run("make", WAITING));
        await().until(() -> view(id).message().equals("Copying the disk"));
        go.countDown();
        assertThat(ended(id).message()).isEmpty();
    }

    @Test
    void asksItsClientAndGoesOnWithTheAnswers() {
        var first = new Question("name", Questions.ELICITATION, ToolJson.MAPPER.createObjectNode());
        var heard = new ArrayList<Questions.Reply>();
        work = call -> {
            assertThat(call.continueAsTask()).isTrue();
            Questions client = call.questions().orElseThrow();
            heard.addAll(client.ask(List.of(first, first), Duration.ofMinutes(1), call));
        };
        String id = started(run("make", new Asked()));
        await().until(() -> view(id).status() == TaskStatus.INPUT_REQUIRED);
        assertThat(view(id).questions()).extracting(Question::key).containsExactly("name", "name_2");
        tasks().answer(ALICE.id(), id, answers("name_2", "two").set("other", ToolJson.MAPPER.createObjectNode()));
        assertThat(view(id).questions()).extracting(Question::key).containsExactly("name");
        tasks().answer(ALICE.id(), id, answers("name", "one"));
        assertThat(ended(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(heard)
                .extracting(reply ->
                        ((Questions.Reply.Given) reply).result().path("is").asText())
                .containsExactly("one", "two");
    }

    @Test
    void isNoTaskForAClientThatHasGone() {
        work = TasksTest::awaitCancel;
        var failure = (Result.Failure<ToolAnswer>) run("make", Peer.waiting(() -> true));
        assertThat(failure.error().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(folder.resolve("tasks")).doesNotExist();
    }

    @Test
    void isNoTaskThatCannotBeKept() throws IOException {
        Files.createFile(folder.resolve("tasks"));
        work = call -> assertThat(call.continueAsTask()).isFalse();
        assertThat(run("make", WAITING)).isInstanceOf(Result.Answer.class);
    }

    @Test
    void keepsItsEndAsSoonAsItCan() throws IOException {
        String id = started(run("make", WAITING));
        Path kept = folder.resolve("tasks");
        Files.move(kept, folder.resolve("away"));
        Files.createFile(kept);
        go.countDown();
        assertThat(ended(id).status()).isEqualTo(TaskStatus.COMPLETED);
        Files.delete(kept);
        Tasks afterwards = started();
        await().ignoreExceptions().until(() -> afterwards.find(ALICE.id(), id).status() == TaskStatus.COMPLETED);
    }

    /** As a client does whose proxy gave up on the answer that names the task. */
    @Test
    void isMadeOnceOfTwoCallsWithOneKey() {
        String first = started(keyed());
        String second = started(keyed());
        go.countDown();
        assertThat(ended(first).answer()).isPresent().isEqualTo(ended(second).answer());
        assertThat(made).hasValue(1);
    }

    private Result<ToolAnswer> keyed() {
        Operation operation = operation("make", WAITING).once(IdempotencyKey.given("k1"));
        return tasks().run(operation, calls.tool("make"), Tasks.Mode.WHEN_LONG);
    }

    private Result<ToolAnswer> run(String tool, Peer peer) {
        tasks();
        return tasks().run(operation(tool, peer), calls.tool(tool), Tasks.Mode.WHEN_LONG);
    }

    private static Operation operation(String tool, Peer peer) {
        return Calls.operation(tool, ALICE, ToolJson.MAPPER.createObjectNode().put("host", "a"), peer);
    }

    private static String started(Result<ToolAnswer> result) {
        assertThat(result).isInstanceOf(Result.TaskStarted.class);
        return ((Result.TaskStarted<ToolAnswer>) result).task();
    }

    private TaskView view(String id) {
        return tasks().find(ALICE.id(), id);
    }

    private TaskView ended(String id) {
        await().until(() -> view(id).status().ordinal() > TaskStatus.INPUT_REQUIRED.ordinal());
        return view(id);
    }

    private static ObjectNode answers(String key, String text) {
        ObjectNode answers = ToolJson.MAPPER.createObjectNode();
        answers.putObject(key).put("is", text);
        return answers;
    }

    /** A client that can be asked, but not while it waits. */
    static final class Asked implements Peer, Questions {

        @Override
        public Optional<Questions> questions() {
            return Optional.of(this);
        }

        @Override
        public void progress(double done, double total, String message) {
            // Nobody listens.
        }

        @Override
        public boolean hasGivenUp() {
            return false;
        }

        @Override
        public boolean accepts(String method) {
            return true;
        }

        @Override
        public Reply ask(Question question, Duration timeout, CallContext call) {
            throw new AssertionError("It waits no longer");
        }
    }
}
