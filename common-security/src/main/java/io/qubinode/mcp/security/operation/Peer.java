package io.qubinode.mcp.security.operation;

import io.qubinode.mcp.security.tool.Questions;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The client of one operation, as far as its endpoint can reach it while the operation runs. Safe to use from any thread. */
public interface Peer {

    /** A client that only waits for its answer. */
    static Peer waiting(BooleanSupplier hasGivenUp) {
        return new Peer() {
            @Override
            public Optional<Questions> questions() {
                return Optional.empty();
            }

            @Override
            public void progress(double done, double total, String message) {
                // Nothing carries it.
            }

            @Override
            public boolean hasGivenUp() {
                return hasGivenUp.getAsBoolean();
            }
        };
    }

    /** Puts questions to the client's user or model; empty when the endpoint cannot. */
    Optional<Questions> questions();

    /**
     * Sends one report of progress, where the client asked for it.
     *
     * @param done how much is done
     * @param total how much there is in all; 0 or less when unknown
     * @param message one short sentence
     */
    void progress(double done, double total, String message);

    boolean hasGivenUp();

    /** The work begins now: nothing is wrong with the call. */
    default void begins() {}

    /** Lets the operation continue after its request is answered; whether it does so from now on. */
    default boolean continueAsTask() {
        return false;
    }
}
