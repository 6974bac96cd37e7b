package io.qubinode.mcp.assistant.testing;

import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.ArrayList;
import java.util.List;

/** A call that keeps what is told of its progress, and that can be given up. */
public final class TestCall implements CallContext {

    public final List<String> told = new ArrayList<>();
    public final List<Double> done = new ArrayList<>();
    public volatile boolean cancelled;

    @Override
    public String client() {
        return "tester";
    }

    @Override
    public CallerId callerId() {
        return new CallerId("api_key", client());
    }

    @Override
    public String requestId() {
        return "request-1";
    }

    @Override
    public synchronized void progress(double amount, double total, String message) {
        done.add(amount);
        told.add(message);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }
}
