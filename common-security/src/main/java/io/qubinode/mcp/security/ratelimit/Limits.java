package io.qubinode.mcp.security.ratelimit;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Wildcards;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How many calls per minute are granted, each number at least 1.
 *
 * @param perClient to a client that has no limit of its own
 * @param perTool to each client of one tool, by tool names with {@code *} for anything
 */
public record Limits(int perClient, Map<String, Integer> perTool) {

    public Limits {
        perTool = Map.copyOf(perTool);
    }

    /** Of all tools together. */
    int of(Caller caller) {
        return caller.requestsPerMinute().orElse(perClient);
    }

    /** Of one tool: the strictest of the limits that name it; empty when none does. */
    OptionalInt of(String tool) {
        OptionalInt strictest = OptionalInt.empty();
        for (Map.Entry<String, Integer> limit : perTool.entrySet()) {
            if (Wildcards.fit(limit.getKey(), tool)) {
                strictest = OptionalInt.of(Math.min(strictest.orElse(limit.getValue()), limit.getValue()));
            }
        }
        return strictest;
    }
}
