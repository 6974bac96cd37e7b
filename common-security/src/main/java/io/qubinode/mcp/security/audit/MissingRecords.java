package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/** What a trail has yet to say: how many records it lost, and that calls of a killed process ended. Used by one thread at a time. */
final class MissingRecords {

    @FunctionalInterface
    interface Trail {
        void write(ObjectNode event) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(MissingRecords.class);

    private final Deque<ObjectNode> ends;
    private long lost;

    /** @param ends the records of calls that a killed process had begun */
    MissingRecords(List<ObjectNode> ends) {
        this.ends = new ArrayDeque<>(ends);
    }

    void lostOne() {
        lost++;
    }

    /** Writes them now; if the disk fails, they are written before the next record. */
    void writeAtStart(Trail trail) {
        if (!ends.isEmpty()) {
            LOG.warnf("The service was killed while %d calls ran: the trail says now that they ended", ends.size());
        }
        try {
            write(Instant.now(), trail);
        } catch (IOException e) {
            LOG.warn("The ends of calls of a killed process cannot be recorded yet", e);
        }
    }

    void write(Instant now, Trail trail) throws IOException {
        while (!ends.isEmpty()) {
            trail.write(ends.peek());
            ends.remove();
        }
        if (lost > 0) {
            trail.write(ToolJson.MAPPER
                    .createObjectNode()
                    .put("event", "lost")
                    .put("records", lost)
                    .put("time", AuditRecord.text(now)));
            lost = 0;
        }
    }
}
