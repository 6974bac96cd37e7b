package io.qubinode.mcp.security.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.testing.ProbeTools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final CallerId BOB = new CallerId("api_key", "bob");

    private final List<AuditRecord> records = new ArrayList<>();
    private final ConcurrentCalls running = new ConcurrentCalls(1);

    @Test
    void carriesNoChangeOutThatItCannotWriteDown() {
        int before = ProbeTools.WRITTEN.get();
        Result<ToolAnswer> outcome = calls((event, durable) -> {
                    throw new IOException("No space left on device");
                })
                .call("write_note", Permission.EXECUTE, note());
        assertThat(failure(outcome).error().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
        assertThat(failure(outcome).error().text()).doesNotContain("space");
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    @Test
    void stillReadsWhenItCannotWriteDown() {
        var arguments = ToolJson.MAPPER.createObjectNode().put("message", "hi");
        assertThat(calls((event, durable) -> {
                            throw new IOException("No space left on device");
                        })
                        .call("echo", Permission.READ, arguments))
                .is(answer());
    }

    @Test
    void wantsTheRecordOfAChangeOnDiskBeforeIt() {
        var durables = new ArrayList<Boolean>();
        calls((event, durable) -> durables.add(durable)).call("write_note", Permission.EXECUTE, note());
        assertThat(durables).startsWith(true).hasSize(2);
    }

    @Test
    void deniesWhatTheRoleDoesNotCoverAndRecordsIt() {
        Result<ToolAnswer> outcome = calls(this::keep).call("write_note", Permission.READ, note());
        assertThat(failure(outcome).reached()).isEqualTo(Result.Reached.NOTHING);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.DENIED);
    }

    @Test
    void letsOnlySoManyCallsOfOneToolRunAtOnce() {
        assertThat(running.enter(BOB, "write_note")).isTrue();
        int before = ProbeTools.WRITTEN.get();
        Calls calls = calls(this::keep);
        assertThat(failure(calls.call("write_note", Permission.EXECUTE, note()))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.THROTTLED);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.THROTTLED);
        assertThat(ProbeTools.WRITTEN).hasValue(before);
        running.leave(BOB, "write_note");
        for (int i = 0; i < 3; i++) {
            assertThat(calls.call("write_note", Permission.EXECUTE, note())).is(answer());
        }
    }

    @Test
    void keepsSecretsOutOfTheRecord() {
        var arguments = ToolJson.MAPPER.createObjectNode().put("message", "hi");
        arguments.putObject("extra").put("root_password", "hunter2");
        calls(this::keep).call("echo", Permission.READ, arguments);
        assertThat(records.getFirst().arguments().toString())
                .contains("\"***\"")
                .doesNotContain("hunter2");
    }

    @Test
    void doesNotLookAtTheArgumentsOfACallThatWasTooMuch() {
        running.enter(BOB, "write_note");
        calls(this::keep).call("write_note", Permission.EXECUTE, note());
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.THROTTLED);
            assertThat(record.arguments()).isNull();
        });
    }

    @Test
    void recordsAnErrorOfALibraryWhileArgumentsAreBound() {
        assertThat(failure(calls(this::keep).run(new Broken(new StackOverflowError(), false)))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.ERROR);
    }

    @Test
    void recordsWorkThatBreaksAsAnError() {
        assertThat(failure(calls(this::keep).run(new Broken(new NoClassDefFoundError("gone"), true)))
                        .error()
                        .text())
                .doesNotContain("gone");
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.ERROR);
    }

    @Test
    void recordsTheEndOfAnOperationThatRunsOutOfMemoryAndHidesTheErrorFromNobody() {
        Calls calls = calls(this::keep);
        var error = new OutOfMemoryError("of a test");
        assertThatThrownBy(() -> calls.run(new Broken(error, true))).isSameAs(error);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.ERROR);
    }

    /** Throws when its arguments are bound, or when its work is done. */
    private record Broken(Error error, boolean atWork) implements Target<ToolAnswer> {

        @Override
        public Kind kind() {
            return Kind.WORK;
        }

        @Override
        public Work<ToolAnswer> bind(Operation operation) {
            if (!atWork) {
                throw error;
            }
            return () -> {
                throw error;
            };
        }
    }

    private void keep(AuditRecord event, boolean durable) {
        records.add(event);
    }

    private Calls calls(AuditTrail trail) {
        return new Calls(
                new ProbeTools().tools(), trail, running, tool -> false, new SecretMask(List.of(), Optional.empty()));
    }

    private static ObjectNode note() {
        return ToolJson.MAPPER.createObjectNode().put("note_name", "n");
    }

    private static Condition<Result<ToolAnswer>> answer() {
        return new Condition<>(result -> result instanceof Result.Answer<?>, "an answer");
    }

    private static Result.Failure<ToolAnswer> failure(Result<ToolAnswer> result) {
        return (Result.Failure<ToolAnswer>) result;
    }
}
