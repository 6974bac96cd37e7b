package io.qubinode.mcp.security.tool;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;

/**
 * The language model of the calling client. The client may show a question to its user first, and change or refuse it.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/client/sampling">MCP sampling</a>
 */
public interface ClientModel {

    enum Role {
        USER,
        ASSISTANT
    }

    record SamplingMessage(Role role, String text) {
        public SamplingMessage {
            requireNonNull(role);
            requireNonNull(text);
        }
    }

    /**
     * What it is asked.
     *
     * @param systemPrompt what it must keep to
     * @param messages what was said, oldest first; the last is what it answers
     * @param maxTokens how long the answer may be, in the model's tokens; at least 1
     */
    record Request(String systemPrompt, List<SamplingMessage> messages, int maxTokens) {
        public Request {
            requireNonNull(systemPrompt);
            messages = List.copyOf(messages);
        }
    }

    /**
     * What it answers.
     *
     * @param text may be empty
     * @param model the model's name, as the client tells it
     * @param cut whether it ended at {@code maxTokens}
     */
    record Reply(String text, String model, boolean cut) {
        public Reply {
            requireNonNull(text);
            requireNonNull(model);
        }
    }

    /**
     * Asks it and waits. Only to be called on a thread that may block.
     *
     * @param patience how long at most
     * @param call the call that it is asked for; when its caller gives up, so does the wait
     * @throws ToolException {@code backend_refused}, {@code backend_timeout} or {@code cancelled}
     */
    Reply ask(Request request, Duration patience, CallContext call);
}
