package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.tool.Questions;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The client of one request. */
public final class RequestPeer implements Peer {

    /** The method of a report of progress. */
    public static final String PROGRESS = "notifications/progress";

    private final Consumer<ObjectNode> progress;
    private final Optional<Questions> questions;
    private final JsonNode progressToken;
    private final BooleanSupplier givenUp;
    private double reported = Double.NEGATIVE_INFINITY;

    /**
     * @param progress sends the params of a report of progress
     * @param progressToken missing when the client wants none
     */
    public RequestPeer(
            Consumer<ObjectNode> progress,
            Optional<Questions> questions,
            JsonNode progressToken,
            BooleanSupplier givenUp) {
        this.progress = progress;
        this.questions = questions;
        this.progressToken = progressToken;
        this.givenUp = givenUp;
    }

    @Override
    public Optional<Questions> questions() {
        return questions;
    }

    /** Each report says a little more than the one before, as MCP demands, also when nothing but the message is new. */
    @Override
    public synchronized void progress(double done, double total, String message) {
        if (progressToken.isMissingNode()) {
            return;
        }
        reported = Math.max(done, Math.nextUp(reported));
        ObjectNode params = ToolJson.MAPPER.createObjectNode();
        params.set("progressToken", progressToken);
        params.put("progress", reported);
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
