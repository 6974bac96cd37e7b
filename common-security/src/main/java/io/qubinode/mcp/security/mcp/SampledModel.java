package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.Sampling;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import io.qubinode.mcp.security.tool.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The client's language model, asked by MCP sampling. */
final class SampledModel implements ClientModel {

    /** As https://modelcontextprotocol.io/specification/2025-11-25/schema#createmessageresult names it. */
    private static final String CUT = "maxTokens";

    private final ClientQuestions.Asker client;

    private SampledModel(ClientQuestions.Asker client) {
        this.client = client;
    }

    static Optional<ClientModel> of(Sampling sampling, ClientQuestions.Asker client) {
        return sampling.isSupported() && client.isReady() ? Optional.of(new SampledModel(client)) : Optional.empty();
    }

    @Override
    public Reply ask(Request request, Duration patience, CallContext call) {
        var messages = new JsonArray();
        request.talk().forEach(remark -> messages.add(message(remark)));
        var question = new JsonObject()
                .put("systemPrompt", request.rules())
                .put("messages", messages)
                .put("maxTokens", request.maxTokens());
        try {
            return reply(Patience.await(client.ask("sampling/createMessage", question), patience, call));
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClientQuestions.Declined ? noAnswer(e) : refused(e);
        }
    }

    private static JsonObject message(Remark remark) {
        return new JsonObject()
                .put("role", remark.speaker().name().toLowerCase(Locale.ROOT))
                .put("content", new JsonObject().put("type", "text").put("text", remark.text()));
    }

    private static Reply reply(JsonObject result) {
        if (result.getValue("content") instanceof JsonObject content
                && "text".equals(content.getValue("type"))
                && content.getValue("text") instanceof String text) {
            return new Reply(text, String.valueOf(result.getValue("model")), CUT.equals(result.getValue("stopReason")));
        }
        throw refused(null);
    }

    private static ToolException noAnswer(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_TIMEOUT,
                "The client's language model did not answer in time, or its user declined.",
                "Try again, or use another tool.",
                cause);
    }

    private static ToolException refused(Exception cause) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED, "The client's language model answered no text.", "Use another tool.", cause);
    }
}
