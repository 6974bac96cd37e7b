package io.qubinode.mcp.endpoints.mcp.session;

import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests that run, to be cancelled by their sessions.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/cancellation">Cancellation in MCP</a>
 */
@Singleton
final class RunningRequests {

    private record Key(String session, Object id) {}

    private final ConcurrentMap<Key, AtomicBoolean> cancelled = new ConcurrentHashMap<>();

    /** Begins a request; gives what tells whether it was cancelled. */
    AtomicBoolean begin(String session, Object id) {
        var flag = new AtomicBoolean();
        cancelled.put(new Key(session, id), flag);
        return flag;
    }

    void end(String session, Object id, AtomicBoolean flag) {
        cancelled.remove(new Key(session, id), flag);
    }

    /** Cancels a request of this session; does nothing when none of this id runs. */
    void cancel(String session, Object id) {
        if (id != null) {
            AtomicBoolean flag = cancelled.get(new Key(session, id));
            if (flag != null) {
                flag.set(true);
            }
        }
    }
}
