package io.qubinode.mcp.security.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** Caps how many calls of one tool run at once in this process, whoever makes them. Safe to use from any thread. */
public final class ConcurrentCalls {

    private final ConcurrentMap<String, Semaphore> places = new ConcurrentHashMap<>();
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
    public boolean enter(String tool) {
        return places.computeIfAbsent(tool, name -> new Semaphore(most)).tryAcquire();
    }

    /** Gives the place of a call back. */
    public void leave(String tool) {
        places.get(tool).release();
    }
}
