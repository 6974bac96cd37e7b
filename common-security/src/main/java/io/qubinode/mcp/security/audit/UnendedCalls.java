package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The calls that a killed process had begun and not ended. Made of its records in their order. */
final class UnendedCalls {

    private static final Logger LOG = Logger.getLogger(UnendedCalls.class);
    // As it is written; within a text the quotes would be escaped.
    private static final String STARTED = "\"event\":\"started\"";

    /** Their "started" records by their requests. */
    private final Map<String, String> open = new LinkedHashMap<>();

    void read(String line) {
        // Most lines are of calls that change nothing: parsing all would hold up the start.
        if (open.isEmpty() && !line.contains(STARTED)) {
            return;
        }
        try {
            JsonNode event = ToolJson.MAPPER.readTree(line);
            String request = event.path("request").asText();
            switch (event.path("event").asText()) {
                case "started" -> open.put(request, line);
                case "ended" -> open.remove(request);
                default -> {}
            }
        } catch (JsonProcessingException e) {
            LOG.debug("A line is not a record; the check of the trail reports it", e);
        }
    }

    /** An "ended" record for each whose "started" record is what was sealed. How long it took is not known. */
    List<ObjectNode> ends(Instant now, AuditSeal seal) {
        var ends = new ArrayList<ObjectNode>();
        for (String started : open.values()) {
            try {
                // Else anybody who can write the file has a record sealed that says what he likes.
                ChainLink.of(started, seal);
                ends.add(ended(started, now));
            } catch (IOException e) {
                LOG.warn("A call that seems not to have ended gets no end, because its record was altered", e);
            }
        }
        return ends;
    }

    private static ObjectNode ended(String started, Instant now) throws IOException {
        ObjectNode end = ((ObjectNode) ToolJson.MAPPER.readTree(started))
                .put("event", "ended")
                .put("outcome", "error")
                .put("code", ErrorCode.STOPPING.key())
                .put("time", AuditRecord.text(now));
        end.remove(ChainLink.HASH);
        return end;
    }
}
