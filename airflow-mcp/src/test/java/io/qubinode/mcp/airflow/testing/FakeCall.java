package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.tool.CallContext;
import io.qubinode.mcp.security.tool.ClientModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A call that remembers its progress and is cancelled at a chosen look. */
public final class FakeCall implements CallContext {

    private final List<String> progress = new CopyOnWriteArrayList<>();
    private int looksBeforeCancelled = Integer.MAX_VALUE;

    /** The caller gives up after so many looks. */
    public FakeCall cancelledAfter(int looks) {
        looksBeforeCancelled = looks;
        return this;
    }

    public List<String> progress() {
        return progress;
    }

    @Override
    public String client() {
        return "alice";
    }

    @Override
    public CallerId callerId() {
        return new CallerId("api_key", client());
    }

    @Override
    public Optional<String> session() {
        return Optional.empty();
    }

    @Override
    public Optional<ClientModel> clientModel() {
        return Optional.empty();
    }

    @Override
    public String requestId() {
        return "request-7";
    }

    @Override
    public void progress(double done, double total, String message) {
        progress.add(message);
    }

    @Override
    public boolean cancelled() {
        return looksBeforeCancelled-- <= 0;
    }
}
