package io.qubinode.mcp.security.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationTest {

    private final List<String> reports = new ArrayList<>();
    private boolean gaveUp;
    private Optional<Questions> questions = Optional.empty();

    private final Peer peer = new Peer() {
        @Override
        public Optional<Questions> questions() {
            return questions;
        }

        @Override
        public void progress(double done, double total, String message) {
            reports.add(done + " of " + total + " " + message);
        }

        @Override
        public boolean hasGivenUp() {
            return gaveUp;
        }
    };
    private final Origin origin = new Origin(
            Endpoint.MCP_HTTP, new Caller("alice", "jwt", Permission.READ), "10.0.0.1", Optional.of("session-1"));
    private final Operation call = Operation.call("echo", Optional.empty(), origin, peer);

    @Test
    void isNamedByItsToolOrItsMethod() {
        assertThat(call.method()).isEqualTo("tools/call");
        assertThat(call.name()).isEqualTo("echo");
        Operation listing = Operation.of("tools/list", Optional.empty(), origin, peer);
        assertThat(listing.method()).isEqualTo("tools/list").isEqualTo(listing.name());
        assertThat(listing.requestId()).isNotBlank().isNotEqualTo(call.requestId());
    }

    @Test
    void tellsWhoAsksAndFromWhere() {
        assertThat(call.client()).isEqualTo("alice");
        assertThat(call.callerId()).isEqualTo(new CallerId("jwt", "alice"));
        assertThat(call.session()).contains("session-1");
        assertThat(Endpoint.MCP_HTTP.key()).isEqualTo("mcp_http");
    }

    @Test
    void reportsProgressToItsPeer() {
        call.progress(1, 2, "half");
        assertThat(reports).containsExactly("1.0 of 2.0 half");
    }

    @Test
    void endsWhenItsPeerHasGivenUp() {
        assertThat(call.cancelled()).isFalse();
        call.checkCancelled();
        gaveUp = true;
        assertThat(call.cancelled()).isTrue();
        assertThatThrownBy(call::checkCancelled)
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void hasAModelWhereItsClientLendsOne() {
        assertThat(call.questions()).isEmpty();
        assertThat(call.clientModel()).isEmpty();
        questions = Optional.of(accepting(Questions.SAMPLING));
        assertThat(call.questions()).isEqualTo(questions);
        assertThat(call.clientModel()).isPresent();
        questions = Optional.of(accepting(Questions.ELICITATION));
        assertThat(call.clientModel()).isEmpty();
    }

    @Test
    void asksNothingOfAPeerThatOnlyWaits() {
        Peer waiting = Peer.waiting(() -> gaveUp);
        assertThat(waiting.questions()).isEmpty();
        assertThat(waiting.hasGivenUp()).isFalse();
        gaveUp = true;
        assertThat(waiting.hasGivenUp()).isTrue();
    }

    private static Questions accepting(String only) {
        return new Questions() {
            @Override
            public boolean accepts(String method) {
                return method.equals(only);
            }

            @Override
            public Reply ask(Question question, Duration patience, CallContext call) {
                return new Reply.None();
            }
        };
    }
}
