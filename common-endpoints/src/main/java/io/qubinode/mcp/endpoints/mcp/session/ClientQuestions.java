package io.qubinode.mcp.endpoints.mcp.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.InitialRequest;
import io.quarkiverse.mcp.server.McpConnection;
import io.quarkiverse.mcp.server.runtime.Sender;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.Awaiting;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.Questions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The questions that are open. The MCP library keeps its own by numbers that count from 1 and accepts an answer from every session; here
 * only the session that was asked can answer, once, and no id can be guessed.
 */
@Singleton
final class ClientQuestions {

    private static final Logger LOG = Logger.getLogger(ClientQuestions.class);

    private record Open(String session, CompletableFuture<Questions.Reply> reply) {}

    private final ConcurrentMap<String, Open> open = new ConcurrentHashMap<>();

    /** Asks the client of a session on the stream of one call's answer. */
    Questions to(McpConnection session, Sender sender) {
        return new Questions() {
            @Override
            public boolean accepts(String method) {
                InitialRequest client = session.initialRequest();
                // Nothing may be asked before the client has said that it is ready.
                return session.status().isClientInitialized()
                        && client != null
                        && (method.equals(SAMPLING) ? client.supportsSampling() : client.supportsElicitationFormMode());
            }

            @Override
            public Reply ask(Question question, Duration timeout, CallContext call) {
                try {
                    return Awaiting.await(send(question, session.id(), sender), timeout, call);
                } catch (TimeoutException e) {
                    return new Reply.None();
                } catch (ExecutionException e) {
                    LOG.debug("The client could not be asked", e);
                    return new Reply.None();
                }
            }
        };
    }

    private CompletableFuture<Questions.Reply> send(Questions.Question question, String session, Sender sender) {
        String id = UUID.randomUUID().toString();
        var reply = new CompletableFuture<Questions.Reply>();
        open.put(id, new Open(session, reply));
        reply.whenComplete((result, problem) -> open.remove(id));
        sender.send(Messages.request(id, question.method(), question.params())).onFailure(reply::completeExceptionally);
        return reply;
    }

    /**
     * Hands an answer to the one who waits for it. An answer to what this session was not asked does nothing.
     *
     * @return whether somebody waited for it
     */
    boolean answered(String session, JsonObject response) {
        Open question = open.get(String.valueOf(response.getValue("id")));
        if (question == null || !question.session().equals(session)) {
            return false;
        }
        return question.reply()
                .complete(
                        response.getValue("result") instanceof JsonObject result
                                ? new Questions.Reply.Given(ToolJson.MAPPER.<ObjectNode>valueToTree(result.getMap()))
                                : new Questions.Reply.Declined());
    }
}
