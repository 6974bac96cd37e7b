package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.Elicitation;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientUser;
import io.qubinode.mcp.security.tool.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The client's user, asked by MCP elicitation in a form with one box to tick. */
final class ElicitedUser implements ClientUser {

    private static final Logger LOG = Logger.getLogger(ElicitedUser.class);
    private static final String BOX = "confirm";

    private final ClientQuestions.Asker client;

    private ElicitedUser(ClientQuestions.Asker client) {
        this.client = client;
    }

    static Optional<ClientUser> of(Elicitation elicitation, ClientQuestions.Asker client) {
        return elicitation.isFormModeSupported() && client.isReady()
                ? Optional.of(new ElicitedUser(client))
                : Optional.empty();
    }

    @Override
    public Answer ask(String question, Duration patience, CallContext call) {
        try {
            return answer(Patience.await(client.ask("elicitation/create", form(question)), patience, call));
        } catch (TimeoutException e) {
            return Answer.NONE_IN_TIME;
        } catch (ExecutionException e) {
            LOG.debug("The client's user could not be asked", e);
            return e.getCause() instanceof ClientQuestions.Declined ? Answer.NO : Answer.NONE_IN_TIME;
        }
    }

    /** As https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#form-mode-elicitation-requests has it. */
    private static JsonObject form(String question) {
        var box = new JsonObject().put("type", "boolean").put("title", "Yes, do it");
        return new JsonObject()
                .put("mode", "form")
                .put("message", question)
                .put(
                        "requestedSchema",
                        new JsonObject()
                                .put("type", "object")
                                .put("properties", new JsonObject().put(BOX, box))
                                .put("required", new JsonArray().add(BOX)));
    }

    private static Answer answer(JsonObject result) {
        return "accept".equals(result.getValue("action"))
                        && result.getValue("content") instanceof JsonObject content
                        && Boolean.TRUE.equals(content.getValue(BOX))
                ? Answer.YES
                : Answer.NO;
    }
}
