package io.qubinode.mcp.security.health;

import java.util.Optional;

/**
 * How one of a service's parts or backends is.
 *
 * @param state whether it can be used
 * @param version its version, where it says one
 * @param problem what is wrong, in one sentence; empty when nothing is
 */
public record ComponentHealth(State state, Optional<String> version, Optional<String> problem) {

    public enum State {
        UP,
        DOWN,
        NOT_CONFIGURED
    }

    public static ComponentHealth up(String version) {
        return new ComponentHealth(State.UP, Optional.of(version), Optional.empty());
    }

    public static ComponentHealth down(String problem) {
        return new ComponentHealth(State.DOWN, Optional.empty(), Optional.of(problem));
    }
}
