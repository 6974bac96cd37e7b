package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.tool.Questions;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The client of one request.
 *
 * @param progress sends the params of a report of progress
 * @param progressToken missing when the client wants none
 */
public record RequestPeer(
        Consumer<ObjectNode> progress, Optional<Questions> questions, JsonNode progressToken, BooleanSupplier givenUp)
        implements Peer {

    /** The method of a report of progress. */
    public static final String PROGRESS = "notifications/progress";

    @Override
    public void progress(double done, double total, String message) {
        if (progressToken.isMissingNode()) {
            return;
        }
        ObjectNode params = ToolJson.MAPPER.createObjectNode();
        params.set("progressToken", progressToken);
        params.put("progress", done);
        if (total > 0) {
            params.put("total", total);
        }
        progress.accept(params.put("message", message));
    }

    @Override
    public boolean hasGivenUp() {
        return givenUp.getAsBoolean();
    }
}
