package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.tool.Questions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that has not given up as long as a repetition of its call waits for the same end. */
record SharedPeer(Peer first, AtomicInteger others) implements Peer {

    SharedPeer(Peer first) {
        this(first, new AtomicInteger());
    }

    @Override
    public Optional<Questions> questions() {
        return first.questions();
    }

    @Override
    public void progress(double done, double total, String message) {
        first.progress(done, total, message);
    }

    @Override
    public void begins() {
        first.begins();
    }

    @Override
    public boolean continueAsTask() {
        return first.continueAsTask();
    }

    @Override
    public boolean hasGivenUp() {
        return first.hasGivenUp() && others.get() == 0;
    }
}
