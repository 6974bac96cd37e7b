package io.qubinode.mcp.security.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.ratelimit.ConcurrentCalls;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.testing.Calls;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfirmedTest {

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
        assertThat(call(arguments, true)).isInstanceOf(Result.Answer.class);
        assertThat(questions.getFirst())
                .startsWith("Run drop (Drop) on probe-mcp with names = [\"machine-0\",")
                .contains("… (60 in all)? It may");
    }

    @Test
    void recordsACallWhoseUserCannotBeAskedAndDoesNotRunIt() {
        ObjectNode arguments = ToolJson.MAPPER.createObjectNode();
        arguments.putArray("names").add("a");
        assertThat(call(arguments, null)).isInstanceOf(Result.Failure.class);
        assertThat(records).extracting(AuditRecord::outcome).containsExactly(Outcome.ERROR);
    }

    /** Without an answer the user's client breaks. */
    private Result<ToolAnswer> call(ObjectNode arguments, Boolean yes) {
        Tool<?, ?> drop = Tool.changes("drop", "g", ToolHints.DELETES)
                .title("Drop")
                .description("Takes away.")
                .does(
                        Names.class,
                        Done.class,
                        (input, call) -> new Done(input.names().size()));
        var calls = new Calls(
                List.of(drop),
                (event, durable) -> records.add(event),
                new ConcurrentCalls(1),
                tool -> true,
                new SecretMask(List.of(), Optional.empty()));
        return calls.call(
                Calls.operation("drop", new Caller("alice", "api_key", Permission.EXECUTE), arguments, new User(yes)));
    }

    private final class User implements Peer, Questions {

        private final Boolean yes;

        private User(Boolean yes) {
            this.yes = yes;
        }

        @Override
        public Optional<Questions> questions() {
            return Optional.of(this);
        }

        @Override
        public boolean accepts(String method) {
            return true;
        }

        @Override
        public Reply ask(Question question, Duration timeout, CallContext call) {
            questions.add(question.params().get("message").asText());
            ObjectNode result = ToolJson.MAPPER.createObjectNode().put("action", "accept");
            result.putObject("content").put("confirm", Optional.ofNullable(yes).orElseThrow());
            return new Reply.Given(result);
        }

        @Override
        public void progress(double done, double total, String message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasGivenUp() {
            return false;
        }
    }
}
