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

    /** Who says something. */
    enum Speaker {
        USER,
        ASSISTANT
    }

    /** One thing that was said. */
    record Remark(Speaker speaker, String text) {
        public Remark {
            requireNonNull(speaker);
            requireNonNull(text);
        }
    }

    /**
     * What it is asked.
     *
     * @param rules what it must keep to
     * @param talk what was said, oldest first; the last remark is what it answers
     * @param maxTokens how long the answer may be, in the model's tokens; at least 1
     */
    record Request(String rules, List<Remark> talk, int maxTokens) {
        public Request {
            requireNonNull(rules);
            talk = List.copyOf(talk);
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
