package io.qubinode.mcp.assistant.status;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How one part of the project is.
 *
 * @param name for example {@code airflow}
 * @param state whether it can be used
 * @param version where it tells one
 * @param latencyMs how long it took to answer, in milliseconds
 * @param detail what else it tells, in one sentence
 * @param problem what is wrong, in one sentence
 * @param hint what to do about it, in one sentence
 */
public record Component(
        String name,
        State state,
        Optional<String> version,
        Optional<Long> latencyMs,
        Optional<String> detail,
        Optional<String> problem,
        Optional<String> hint) {

    /** Whether a part can be used. */
    public enum State {
        UP,
        /** It can be used, but not all of it. */
        DEGRADED,
        DOWN,
        NOT_CONFIGURED
    }

    public Component {
        requireNonNull(name);
        requireNonNull(state);
        requireNonNull(version);
        requireNonNull(latencyMs);
        requireNonNull(detail);
        requireNonNull(problem);
        requireNonNull(hint);
    }

    /** One that works, with what it tells of itself. */
    public static Component up(String name, Optional<String> version) {
        return new Component(
                name, State.UP, version, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One that does not work as it should, why, and what to do about it. */
    public static Component troubled(String name, State state, String problem, String hint) {
        return new Component(
                name,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(problem),
                Optional.of(hint).filter(text -> !text.isEmpty()));
    }

    Component withLatency(long milliseconds) {
        return new Component(name, state, version, Optional.of(milliseconds), detail, problem, hint);
    }

    /** This, with what only another look has told. */
    Component completedBy(Component other) {
        return other.state != State.UP
                ? this
                : new Component(
                        name, state, version.or(other::version), latencyMs.or(other::latencyMs), detail, problem, hint);
    }
}
