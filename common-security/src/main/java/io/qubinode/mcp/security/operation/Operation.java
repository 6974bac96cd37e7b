package io.qubinode.mcp.security.operation;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import io.qubinode.mcp.security.tool.Questions;
import io.qubinode.mcp.security.tool.SampledModel;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that a client asks for, as an endpoint received it: nothing is checked but the caller's identity.
 *
 * @param method what is asked for, in the endpoint's words: an MCP method, or an HTTP method and path
 * @param name the name of the tool for {@code tools/call}, else {@code method} where there is one: what is counted, limited and traced together
 * @param arguments what the caller sent; empty when it is not a JSON object
 * @param requestId unique id of this operation
 * @param origin where it comes from
 * @param peer who waits for the answer
 * @param idempotencyKey by what it is known again when it is sent once more; empty when it is not
 */
public record Operation(
        String method,
        String name,
        Optional<ObjectNode> arguments,
        String requestId,
        Origin origin,
        Peer peer,
        Optional<IdempotencyKey> idempotencyKey)
        implements CallContext {

    public static final String TOOLS_CALL = "tools/call";

    public Operation {
        requireNonNull(method);
        requireNonNull(name);
        requireNonNull(arguments);
        requireNonNull(requestId);
        requireNonNull(origin);
        requireNonNull(peer);
        requireNonNull(idempotencyKey);
    }

    /** A call of a tool, whether or not there is one of this name. */
    public static Operation call(String tool, Optional<ObjectNode> arguments, Origin origin, Peer peer) {
        return new Operation(TOOLS_CALL, tool, arguments, newId(), origin, peer, Optional.empty());
    }

    /** Anything but a call of a tool. */
    public static Operation of(String method, Optional<ObjectNode> arguments, Origin origin, Peer peer) {
        return new Operation(method, method, arguments, newId(), origin, peer, Optional.empty());
    }

    /** The same operation, which is carried out once however often it is sent, if it is a change. */
    public Operation once(IdempotencyKey key) {
        return new Operation(method, name, arguments, requestId, origin, new SharedPeer(peer), Optional.of(key));
    }

    /** The same operation for another client. */
    public Operation by(Peer other) {
        Peer given = idempotencyKey.isPresent() ? new SharedPeer(other) : other;
        return new Operation(method, name, arguments, requestId, origin, given, idempotencyKey);
    }

    /** A message that makes no sense or wants no answer. All such count together, because their methods may be the caller's inventions. */
    public static Operation unread(String method, Origin origin, Peer peer) {
        return new Operation(method, "unread", Optional.empty(), newId(), origin, peer, Optional.empty());
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    public Caller caller() {
        return origin.caller();
    }

    @Override
    public String client() {
        return caller().client();
    }

    @Override
    public CallerId callerId() {
        return caller().id();
    }

    @Override
    public Optional<String> session() {
        return origin.session();
    }

    @Override
    public Optional<ClientModel> clientModel() {
        return peer.questions().flatMap(SampledModel::of);
    }

    @Override
    public Optional<Questions> questions() {
        return peer.questions();
    }

    @Override
    public void progress(double done, double total, String message) {
        peer.progress(done, total, message);
    }

    @Override
    public boolean continueAsTask() {
        return peer.continueAsTask();
    }

    @Override
    public boolean cancelled() {
        return peer.hasGivenUp();
    }
}
