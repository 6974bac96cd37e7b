package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.runtime.Sender;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.tool.Questions;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The client of one request of a session.
 *
 * @param progressToken empty when it wants no progress
 */
record SessionPeer(Sender sender, Optional<Questions> questions, JsonNode progressToken, BooleanSupplier givenUp)
        implements Peer {

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
        params.put("message", message);
        sender.send(Messages.notification("notifications/progress", params));
    }

    @Override
    public boolean hasGivenUp() {
        return givenUp.getAsBoolean();
    }
}
