package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.tool.Tool;
import java.util.Optional;

/** Work that is noted right before it begins. Used by one thread. */
final class NotedWork<T> implements Work<T> {

    private final Work<T> work;
    private final Runnable note;
    private boolean begun;

    NotedWork(Work<T> work, Runnable note) {
        this.work = work;
        this.note = note;
    }

    @Override
    public T run() {
        note.run();
        begun = true;
        return work.run();
    }

    boolean isBegun() {
        return begun;
    }

    @Override
    public boolean changes() {
        return work.changes();
    }

    @Override
    public Optional<Tool<?, ?>> toConfirm() {
        return work.toConfirm();
    }
}
