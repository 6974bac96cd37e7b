package io.qubinode.mcp.security.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.audit.AuditRecord;
import io.qubinode.mcp.security.audit.AuditRecord.Event;
import io.qubinode.mcp.security.audit.AuditRecord.Outcome;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordsTest {

    private final List<AuditRecord> written = new ArrayList<>();
    private final AuditTrail trail = (event, durable) -> written.add(event);
    private final SecretMask mask = new SecretMask(List.of(), Optional.empty());

    private record Named(Kind kind, Optional<Permission> permission) implements Target<String> {
        @Override
        public Work<String> bind(Operation operation) {
            return () -> "";
        }
    }

    private static final Target<String> TOOL = new Named(Target.Kind.WORK, Optional.of(Permission.EXECUTE));
    private static final Target<String> LISTING = new Named(Target.Kind.OVERVIEW, Optional.empty());

    private Records of(Target<?> target, Operation operation) {
        return new Records(trail, mask, "probe-mcp", operation, target);
    }

    private static Origin origin() {
        return new Origin(
                Endpoint.REST, new Caller("alice", "jwt", Permission.READ), "10.0.0.1", Optional.of("session-1"));
    }

    private static Operation call(ObjectNode arguments) {
        return Operation.call("echo", Optional.ofNullable(arguments), origin(), Peer.waiting(() -> false));
    }

    private static Operation listing(ObjectNode params) {
        return Operation.of("tools/list", Optional.of(params), origin(), Peer.waiting(() -> false));
    }

    @Test
    void sayWhoDidWhatFromWhere() {
        Operation call = call(ToolJson.MAPPER.createObjectNode().put("message", "hi"));
        of(TOOL, call).ended(Outcome.OK, Optional.empty());
        assertThat(written).singleElement().satisfies(record -> {
            assertThat(record.event()).isEqualTo(Event.ENDED);
            assertThat(record.service()).isEqualTo("probe-mcp");
            assertThat(record.door()).isEqualTo("rest");
            assertThat(record.client()).isEqualTo("alice");
            assertThat(record.session()).isEqualTo("session-1");
            assertThat(record.request()).isEqualTo(call.requestId());
            assertThat(record.tool()).isEqualTo("echo");
            assertThat(record.action()).isNull();
            assertThat(record.permission()).isEqualTo("execute");
            assertThat(record.outcome()).isEqualTo(Outcome.OK);
            assertThat(record.code()).isNull();
            assertThat(record.arguments().path("message").asText()).isEqualTo("hi");
            assertThat(record.durationMs()).isNotNegative();
        });
    }

    @Test
    void nameTheMethodOfWhatIsNoWork() {
        of(LISTING, listing(ToolJson.MAPPER.createObjectNode())).ended(Outcome.OK, Optional.empty());
        of(LISTING, listing(ToolJson.MAPPER.createObjectNode().put("cursor", "x")))
                .ended(Outcome.OK, Optional.empty());
        assertThat(written).allSatisfy(record -> {
            assertThat(record.tool()).isNull();
            assertThat(record.action()).isEqualTo("tools/list");
            assertThat(record.permission()).isNull();
        });
        assertThat(written.getFirst().arguments()).isNull();
        assertThat(written.getLast().arguments().path("cursor").asText()).isEqualTo("x");
    }

    @Test
    void keepTheEmptyArgumentsOfATool() {
        of(TOOL, call(ToolJson.MAPPER.createObjectNode())).ended(Outcome.OK, Optional.empty());
        of(TOOL, call(null)).ended(Outcome.INVALID, Optional.empty());
        assertThat(written.getFirst().arguments()).isEmpty();
        assertThat(written.getLast().arguments()).isNull();
    }

    @Test
    void endOnceWithTheCodeOfTheError() {
        Records records = of(TOOL, call(null));
        records.ended(Outcome.ERROR, Optional.of(new ToolError(ErrorCode.NOT_FOUND, "None.", "")));
        records.ended(Outcome.OK, Optional.empty());
        assertThat(written).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.ERROR);
            assertThat(record.code()).isEqualTo("not_found");
        });
    }

    @Test
    void ofOneTrailEndWithTheService() {
        var others = new ArrayList<AuditRecord>();
        Records own = of(TOOL, call(null));
        Records ended = of(TOOL, call(null));
        ended.ended(Outcome.OK, Optional.empty());
        Records elsewhere = new Records((event, durable) -> others.add(event), mask, "probe-mcp", call(null), TOOL);
        new LastRecords().write(null, trail);
        assertThat(written).extracting(AuditRecord::outcome).containsExactly(Outcome.OK, Outcome.ERROR);
        assertThat(written.getLast().code()).isEqualTo("stopping");
        own.ended(Outcome.OK, Optional.empty());
        assertThat(written).hasSize(2);
        assertThat(others).isEmpty();
        elsewhere.ended(Outcome.OK, Optional.empty());
        assertThat(others).hasSize(1);
    }

    @Test
    void doNotBeginAfterTheEndOfTheService() {
        Records late = of(TOOL, call(null));
        new LastRecords().write(null, trail);
        assertThatThrownBy(late::started).isInstanceOf(ToolException.class).hasMessageContaining("service ended");
        assertThat(written).extracting(AuditRecord::event).containsExactly(Event.ENDED);
    }

    @Test
    void beginDurablyWithTheArguments() {
        var durables = new ArrayList<Boolean>();
        var records = new Records(
                (event, durable) -> {
                    written.add(event);
                    durables.add(durable);
                },
                mask,
                "probe-mcp",
                call(ToolJson.MAPPER.createObjectNode().put("message", "hi")),
                TOOL);
        records.started();
        records.ended(Outcome.OK, Optional.empty());
        assertThat(durables).containsExactly(true, false);
        assertThat(written).extracting(AuditRecord::event).containsExactly(Event.STARTED, Event.ENDED);
        assertThat(written).allSatisfy(record -> assertThat(record.arguments()).isNotEmpty());
        assertThat(written.getFirst().outcome()).isNull();
    }
}
