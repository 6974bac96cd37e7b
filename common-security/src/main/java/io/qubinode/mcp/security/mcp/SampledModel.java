package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.Content;
import io.quarkiverse.mcp.server.Sampling;
import io.quarkiverse.mcp.server.SamplingMessage;
import io.quarkiverse.mcp.server.SamplingResponse;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import io.qubinode.mcp.security.tool.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The client's language model, asked by MCP sampling. quarkus-mcp-server 1.13 takes a client's error, such as that of a user who
 * declines, for no answer at all: it shows as a time-out.
 */
final class SampledModel implements ClientModel {

    /** As https://modelcontextprotocol.io/specification/2025-11-25/schema#createmessageresult names it. */
    private static final String CUT = "maxTokens";

    private final Sampling sampling;

    private SampledModel(Sampling sampling) {
        this.sampling = sampling;
    }

    static Optional<ClientModel> of(Sampling sampling) {
        return sampling.isSupported() ? Optional.of(new SampledModel(sampling)) : Optional.empty();
    }

    @Override
    public Reply ask(Request request, Duration patience, CallContext call) {
        var question = sampling.requestBuilder()
                .setSystemPrompt(request.rules())
                .setMaxTokens(request.maxTokens())
                .setTimeout(patience);
        request.talk().forEach(remark -> question.addMessage(message(remark)));
        try {
            return reply(Patience.await(question.build().send().subscribeAsCompletionStage(), patience, call));
        } catch (TimeoutException e) {
            throw tooLate(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof io.smallrye.mutiny.TimeoutException ? tooLate(e) : refused(e);
        }
    }

    private static SamplingMessage message(Remark remark) {
        return remark.speaker() == Speaker.USER
                ? SamplingMessage.withUserRole(remark.text())
                : SamplingMessage.withAssistantRole(remark.text());
    }

    private static Reply reply(SamplingResponse response) {
        if (response.content() == null || response.content().type() != Content.Type.TEXT) {
            throw refused(null);
        }
        return new Reply(
                String.valueOf(response.content().asText().text()),
                String.valueOf(response.model()),
                CUT.equals(response.stopReason()));
    }

    private static ToolException tooLate(Exception cause) {
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
