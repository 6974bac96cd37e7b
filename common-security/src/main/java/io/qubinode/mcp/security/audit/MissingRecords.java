package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** What a trail has yet to say: that calls ended, and how many records it lost. Used by one thread at a time. */
final class MissingRecords {

    @FunctionalInterface
    interface Trail {
        void write(ObjectNode event) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(MissingRecords.class);

    private final Deque<ObjectNode> ends;
    /** The requests that have a "started" record of this process, and no "ended" one yet. */
    private final Set<String> begun = new HashSet<>();

    private long lost;

    /** @param ends of calls that an earlier process had begun */
    MissingRecords(List<ObjectNode> ends) {
        this.ends = new ArrayDeque<>(ends);
        if (!ends.isEmpty()) {
            LOG.warnf("The service ended while %d calls ran: the trail says now that they ended", ends.size());
        }
    }

    /** Notes a record that the trail has. */
    void written(AuditRecord event) {
        if (event.event() == AuditRecord.Event.STARTED) {
            begun.add(event.request());
        } else {
            begun.remove(event.request());
        }
    }

    /** Notes a record that the trail does not have: the end of a call that it knows is kept, all others are only counted. */
    void lost(AuditRecord event) {
        if (event.event() == AuditRecord.Event.ENDED && begun.remove(event.request())) {
            ends.add(event.json());
        } else {
            lost++;
        }
    }

    /** Whether the trail has the end of each call that it knows. */
    boolean hasAllEnds() {
        return begun.isEmpty() && ends.isEmpty();
    }

    /**
     * Writes all of it. What the disk does not accept now comes before the next record.
     *
     * @return whether it accepted all
     */
    boolean tryToWrite(Trail trail) {
        try {
            write(Instant.now(), trail);
            return true;
        } catch (IOException e) {
            LOG.warn("The audit trail lacks records that cannot be written yet", e);
            return false;
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
