package io.qubinode.mcp.endpoints.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestPeerTest {

    private final List<ObjectNode> sent = new ArrayList<>();

    @Test
    void reportsMoreEachTime() {
        var peer = new RequestPeer(sent::add, Optional.empty(), IntNode.valueOf(1), () -> false);
        for (double done : new double[] {0, 0, 6, 6, 5, 7}) {
            peer.progress(done, 7, "at " + done);
        }
        List<Double> values =
                sent.stream().map(each -> each.path("progress").asDouble()).toList();
        assertThat(values).isSorted().doesNotHaveDuplicates();
        assertThat(values).map(Math::round).containsExactly(0L, 0L, 6L, 6L, 6L, 7L);
    }
}
