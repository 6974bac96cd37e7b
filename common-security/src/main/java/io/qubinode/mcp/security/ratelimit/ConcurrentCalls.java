package io.qubinode.mcp.security.ratelimit;

import io.qubinode.mcp.security.core.CallerId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Caps how many calls of one tool run at once in this process. A caller never has more places than are still free, so one caller gets
 * half of them, a second one half of the rest, and there is a place for who comes next. Safe to use from any thread.
 */
public final class ConcurrentCalls {

    private final ConcurrentMap<String, Places> tools = new ConcurrentHashMap<>();
    private final int most;

    /** Lets this many calls of each tool run at once, at least 1. */
    public ConcurrentCalls(int most) {
        this.most = most;
    }

    /**
     * Takes a place for a call, to be given back by {@link #leave}.
     *
     * @param tool one that exists, so that there are never more names than tools
     * @return whether there was one
     */
    public boolean enter(CallerId caller, String tool) {
        return tools.computeIfAbsent(tool, name -> new Places()).enter(caller, most);
    }

    public void leave(CallerId caller, String tool) {
        tools.get(tool).leave(caller);
    }

    /** Only callers with a running call are in it. */
    private static final class Places {

        private final Map<CallerId, Integer> taken = new HashMap<>();
        private int all;

        synchronized boolean enter(CallerId caller, int most) {
            int own = taken.getOrDefault(caller, 0);
            if (own >= most - all) {
                return false;
            }
            taken.put(caller, own + 1);
            all++;
            return true;
        }

        synchronized void leave(CallerId caller) {
            taken.computeIfPresent(caller, (who, own) -> own == 1 ? null : own - 1);
            all--;
        }
    }
}
