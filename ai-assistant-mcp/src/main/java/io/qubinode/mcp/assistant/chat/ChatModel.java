package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.health.ComponentHealth;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel.Reply;
import io.qubinode.mcp.security.tool.ClientModel.Request;
import java.util.Optional;
import java.util.function.Consumer;

/** A language model that an operator has configured. Safe to use from any thread that may block. */
public interface ChatModel {

    /** Its name; absent when none is configured. */
    Optional<String> name();

    /**
     * What it answers, as it says it.
     *
     * @param request what it is asked
     * @param call the call that it is asked for; when its caller gives up, the model is told to stop
     * @param pieces takes the answer piece by piece while it is made, on any thread; in one piece where it does not come in pieces
     * @throws ToolException {@code backend_unavailable}, {@code backend_timeout}, {@code backend_refused} or {@code cancelled}
     */
    Reply reply(Request request, CallContext call, Consumer<String> pieces);

    /** Whether it can be asked now. Never throws. */
    ComponentHealth health();
}
