package io.qubinode.mcp.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.ratelimit.ClientLimiter;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.ratelimit.Limits;
import io.qubinode.mcp.security.ratelimit.LocalBuckets;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.ArgumentBinder;
import io.qubinode.mcp.security.tool.ClientUser;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolHints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfirmationTest {

    private static final ServiceIdentity SERVICE = new ServiceIdentity("probe-mcp", "probe", "PROBE_MCP_ENABLED");

    public record Names(List<String> names) {}

    public record Done(int count) {}

    private final List<AuditRecord> records = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();

    @Test
    void saysHowMuchOfALongListItLeavesOut() {
        ObjectNode arguments = ToolJson.MAPPER.createObjectNode();
        for (int i = 0; i < 60; i++) {
            arguments.withArray("names").add("machine-" + i);
        }
        assertThat(call(arguments, ClientUser.Answer.YES)).isInstanceOf(ToolOutcome.Answered.class);
        assertThat(questions.getFirst())
                .startsWith("Run drop (Drop) on probe-mcp with names = [\"machine-0\",")
                .contains("… (60 in all)? It may");
    }

    @Test
    void recordsACallWhoseUserCannotBeAskedAndDoesNotRunIt() {
        ObjectNode arguments = ToolJson.MAPPER.createObjectNode();
        arguments.putArray("names").add("a");
        assertThat(call(arguments, null)).isInstanceOf(ToolOutcome.Refused.class);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.ERROR);
    }

    /** Without an answer the user's client breaks. */
    private ToolOutcome call(ObjectNode arguments, ClientUser.Answer answer) {
        ClientUser user = (question, patience, call) -> {
            questions.add(question);
            return Optional.ofNullable(answer).orElseThrow();
        };
        return gate().call(new ToolCall(
                Door.MCP_HTTP,
                new Caller("alice", "api_key", Permission.EXECUTE),
                "drop",
                Optional.of(arguments),
                "request-1",
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                Optional.of(user),
                ProgressSink.NONE,
                () -> false));
    }

    private ToolGate gate() {
        var catalogue = new ToolCatalogue(List.of(Tool.changes("drop", "g", ToolHints.DELETES)
                .title("Drop")
                .description("Takes away.")
                .does(
                        Names.class,
                        Done.class,
                        (input, call) -> new Done(input.names().size()))));
        var mask = new SecretMask(List.of(), Optional.empty());
        return new ToolGate(
                SERVICE,
                catalogue,
                new ToolPermissions(catalogue, tool -> true),
                new ClientLimiter(new Limits(1000, Map.of()), new LocalBuckets()),
                new ConcurrentCalls(1),
                new ArgumentBinder(),
                new Confirmation(SERVICE, tool -> true, mask, Duration.ofMinutes(1)),
                (event, durable) -> records.add(event),
                mask);
    }
}
