package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The calls that a killed process had begun and not ended. Made of its records in their order. */
final class UnendedCalls {

    private static final Logger LOG = Logger.getLogger(UnendedCalls.class);
    // As it is written; within a text the quotes would be escaped.
    private static final String STARTED = "\"event\":\"started\"";

    private final Map<String, ObjectNode> open = new LinkedHashMap<>();

    void read(String line) {
        // Most lines are of calls that change nothing: parsing all would hold up the start.
        if (open.isEmpty() && !line.contains(STARTED)) {
            return;
        }
        try {
            JsonNode event = ToolJson.MAPPER.readTree(line);
            String request = event.path("request").asText();
            switch (event.path("event").asText()) {
                case "started" -> open.put(request, (ObjectNode) event);
                case "ended" -> open.remove(request);
                default -> {}
            }
        } catch (JsonProcessingException e) {
            LOG.debug("A line is not a record; the check of the trail reports it", e);
        }
    }

    /** An "ended" record for each. How long it took is not known. */
    List<ObjectNode> ends(Instant now) {
        return open.values().stream().map(started -> ended(started, now)).toList();
    }

    private static ObjectNode ended(ObjectNode started, Instant now) {
        ObjectNode end = started.deepCopy()
                .put("event", "ended")
                .put("outcome", "error")
                .put("code", ErrorCode.STOPPING.key())
                .put("time", AuditRecord.text(now));
        end.remove(ChainLink.HASH);
        return end;
    }
}
