package io.qubinode.mcp.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.ratelimit.ClientLimiter;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalBuckets;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolGateTest {

    private static final CallerId BOB = new CallerId("api_key", "bob");

    private final List<AuditRecord> records = new ArrayList<>();
    private final ConcurrentCalls running = new ConcurrentCalls(1);
    private final ToolCatalogue catalogue = new ToolCatalogue(new ProbeTools().tools());

    @Test
    void carriesNoChangeOutThatItCannotWriteDown() {
        int before = ProbeTools.WRITTEN.get();
        ToolOutcome outcome = gate((event, durable) -> {
                    throw new IOException("No space left on device");
                })
                .call(call("write_note", Permission.EXECUTE, note()));
        assertThat(outcome).isInstanceOfSatisfying(ToolOutcome.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
            assertThat(refused.error().text()).doesNotContain("space");
        });
        assertThat(ProbeTools.WRITTEN).hasValue(before);
    }

    @Test
    void stillReadsWhenItCannotWriteDown() {
        var arguments = ToolJson.MAPPER.createObjectNode().put("message", "hi");
        assertThat(gate((event, durable) -> {
                            throw new IOException("No space left on device");
                        })
                        .call(call("echo", Permission.READ, arguments)))
                .isInstanceOf(ToolOutcome.Answered.class);
    }

    @Test
    void wantsTheRecordOfAChangeOnDiskBeforeIt() {
        var durables = new ArrayList<Boolean>();
        gate((event, durable) -> durables.add(durable)).call(call("write_note", Permission.EXECUTE, note()));
        assertThat(durables).startsWith(true).hasSize(2);
    }

    @Test
    void deniesWhatTheRoleDoesNotCoverAndRecordsIt() {
        ToolOutcome outcome = gate(this::keep).call(call("write_note", Permission.READ, note()));
        assertThat(outcome).isInstanceOf(ToolOutcome.NoSuchTool.class);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.DENIED);
    }

    @Test
    void letsOnlySoManyCallsOfOneToolRunAtOnce() {
        assertThat(running.enter(BOB, "write_note")).isTrue();
        int before = ProbeTools.WRITTEN.get();
        ToolGate gate = gate(this::keep);
        assertThat(gate.call(call("write_note", Permission.EXECUTE, note())))
                .isInstanceOfSatisfying(
                        ToolOutcome.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.THROTTLED));
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.THROTTLED);
        assertThat(ProbeTools.WRITTEN).hasValue(before);
        running.leave(BOB, "write_note");
        for (int i = 0; i < 3; i++) {
            assertThat(gate.call(call("write_note", Permission.EXECUTE, note())))
                    .isInstanceOf(ToolOutcome.Answered.class);
        }
    }

    @Test
    void keepsSecretsOutOfTheRecord() {
        var arguments = ToolJson.MAPPER.createObjectNode().put("message", "hi");
        arguments.putObject("extra").put("root_password", "hunter2");
        gate(this::keep).call(call("echo", Permission.READ, arguments));
        assertThat(records.getFirst().arguments().toString())
                .contains("\"***\"")
                .doesNotContain("hunter2");
    }

    @Test
    void doesNotLookAtTheArgumentsOfACallThatWasTooMuch() {
        running.enter(BOB, "write_note");
        gate(this::keep).call(call("write_note", Permission.EXECUTE, note()));
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.THROTTLED);
            assertThat(record.arguments()).isNull();
        });
    }

    private void keep(AuditRecord event, boolean durable) {
        records.add(event);
    }

    private ToolGate gate(AuditTrail trail) {
        return new ToolGate(
                new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED"),
                catalogue,
                new ToolPermissions(catalogue, tool -> true),
                new ClientLimiter(new Limits(1000, Map.of()), new LocalBuckets()),
                running,
                new ArgumentBinder(),
                new Confirmation(
                        new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED"),
                        tool -> false,
                        new SecretMask(List.of(), Optional.empty()),
                        Duration.ofMinutes(1)),
                trail,
                new SecretMask(List.of(), Optional.empty()));
    }

    private static ObjectNode note() {
        return ToolJson.MAPPER.createObjectNode().put("note_name", "n");
    }

    private static ToolCall call(String tool, Permission role, ObjectNode arguments) {
        return new ToolCall(
                Door.REST,
                new Caller("alice", "api_key", role),
                tool,
                Optional.of(arguments),
                "request-1",
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                ProgressSink.NONE,
                () -> false);
    }
}
