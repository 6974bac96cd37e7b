package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.Elicitation;
import io.quarkiverse.mcp.server.ElicitationRequest.BooleanSchema;
import io.quarkiverse.mcp.server.ElicitationResponse;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientUser;
import io.qubinode.mcp.security.tool.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The client's user, asked by MCP elicitation in a form with one box to tick, for quarkus-mcp-server 1.13 sends no form without
 * fields. It takes a client's error for no answer at all.
 */
final class ElicitedUser implements ClientUser {

    private static final Logger LOG = Logger.getLogger(ElicitedUser.class);
    private static final String BOX = "confirm";

    private final Elicitation elicitation;

    private ElicitedUser(Elicitation elicitation) {
        this.elicitation = elicitation;
    }

    static Optional<ClientUser> of(Elicitation elicitation) {
        return elicitation.isFormModeSupported() ? Optional.of(new ElicitedUser(elicitation)) : Optional.empty();
    }

    @Override
    public Answer ask(String question, Duration patience, CallContext call) {
        var form = elicitation
                .requestBuilder()
                .setMessage(question)
                .addSchemaProperty(BOX, new BooleanSchema("Yes, do it", null, null, true))
                .setTimeout(patience)
                .build();
        try {
            return answer(Patience.await(form.send().subscribeAsCompletionStage(), patience, call));
        } catch (TimeoutException e) {
            return Answer.NONE_IN_TIME;
        } catch (ExecutionException e) {
            LOG.debug("The client's user could not be asked", e);
            return Answer.NONE_IN_TIME;
        }
    }

    private static Answer answer(ElicitationResponse response) {
        return response.actionAccepted() && isTicked(response) ? Answer.YES : Answer.NO;
    }

    private static boolean isTicked(ElicitationResponse response) {
        try {
            return Boolean.TRUE.equals(response.content().asMap().get(BOX));
        } catch (NullPointerException e) {
            // The library's way to say that the client sent no content.
            return false;
        }
    }
}
