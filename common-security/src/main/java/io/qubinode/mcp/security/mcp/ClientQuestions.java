package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.McpConnection;
import io.quarkiverse.mcp.server.runtime.Sender;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What the server asks clients while their calls run. The MCP library keeps its questions by numbers that count from 1 and accepts an
 * answer from every session; here only the session that was asked can answer, once, and no id can be guessed.
 */
@Singleton
public final class ClientQuestions {

    private static final String SENDER = "io.qubinode.mcp.sender";

    /** The client answered with an error, for example because its user declined. */
    static final class Declined extends Exception {
        private static final long serialVersionUID = 1;

        Declined(JsonObject response) {
            super("The client answered " + response.getValue("error"));
        }
    }

    /** The client of one call, with what sends messages on the stream of that call's answer. */
    public record Asker(ClientQuestions questions, McpConnection session, Sender sender) {

        /** Whether the client has said that it is ready; nothing may be asked before. */
        public boolean isReady() {
            return session.status().isClientInitialized();
        }

        /** Asks; cancelling the result takes the question back. */
        public CompletableFuture<JsonObject> ask(String method, JsonObject params) {
            return questions.ask(this, method, params);
        }
    }

    private record Question(String session, CompletableFuture<JsonObject> answer) {}

    private final ConcurrentMap<String, Question> open = new ConcurrentHashMap<>();

    /** Notes what sends messages to the client of a request. */
    static void remember(RoutingContext request, Sender sender) {
        request.put(SENDER, sender);
    }

    /** The client of a call that came with this request. */
    public Asker of(RoutingContext request, McpConnection session) {
        return new Asker(this, session, request.get(SENDER));
    }

    private CompletableFuture<JsonObject> ask(Asker asker, String method, JsonObject params) {
        String id = UUID.randomUUID().toString();
        var answer = new CompletableFuture<JsonObject>();
        open.put(id, new Question(asker.session().id(), answer));
        answer.whenComplete((result, problem) -> open.remove(id));
        var message = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", params);
        asker.sender().send(message).onFailure(answer::completeExceptionally);
        return answer;
    }

    /**
     * Hands an answer to the one who waits for it. One to what this session was not asked does nothing.
     *
     * @return whether somebody waited for it
     */
    boolean answered(String session, JsonObject response) {
        Question question = open.get(String.valueOf(response.getValue("id")));
        if (question == null || !question.session().equals(session)) {
            return false;
        }
        return response.getValue("result") instanceof JsonObject result
                ? question.answer().complete(result)
                : question.answer().completeExceptionally(new Declined(response));
    }
}
