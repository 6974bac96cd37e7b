package io.qubinode.mcp.security.gate;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import io.qubinode.mcp.security.tool.ClientUser;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A call as it comes from a door, nothing of it checked but the caller's identity.
 *
 * @param door by which it came
 * @param caller who calls
 * @param tool the name of the tool as given
 * @param arguments empty when what was sent is not a JSON object
 * @param requestId unique id of this call
 * @param session the MCP session; empty without one
 * @param remote the peer's address
 * @param clientModel the client's own language model; empty when it lends none
 * @param clientUser the person at the client; empty when the client cannot ask one
 * @param progressSink where progress goes
 * @param cancelledCheck whether the caller has given up
 */
public record ToolCall(
        Door door,
        Caller caller,
        String tool,
        Optional<ObjectNode> arguments,
        String requestId,
        Optional<String> session,
        String remote,
        Optional<ClientModel> clientModel,
        Optional<ClientUser> clientUser,
        ProgressSink progressSink,
        BooleanSupplier cancelledCheck)
        implements CallContext {

    public ToolCall {
        requireNonNull(door);
        requireNonNull(caller);
        requireNonNull(tool);
        requireNonNull(arguments);
        requireNonNull(requestId);
        requireNonNull(session);
        requireNonNull(remote);
        requireNonNull(clientModel);
        requireNonNull(clientUser);
        requireNonNull(progressSink);
        requireNonNull(cancelledCheck);
    }

    /** A call by a door that has no person to ask. */
    public ToolCall(
            Door door,
            Caller caller,
            String tool,
            Optional<ObjectNode> arguments,
            String requestId,
            Optional<String> session,
            String remote,
            Optional<ClientModel> clientModel,
            ProgressSink progressSink,
            BooleanSupplier cancelledCheck) {
        this(
                door,
                caller,
                tool,
                arguments,
                requestId,
                session,
                remote,
                clientModel,
                Optional.empty(),
                progressSink,
                cancelledCheck);
    }

    @Override
    public String client() {
        return caller.client();
    }

    @Override
    public CallerId callerId() {
        return caller.id();
    }

    @Override
    public void progress(double done, double total, String message) {
        progressSink.report(done, total, message);
    }

    @Override
    public boolean cancelled() {
        return cancelledCheck.getAsBoolean();
    }
}
