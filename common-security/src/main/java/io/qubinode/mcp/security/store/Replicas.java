package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How replicas of a service know of each other's work. Safe to use from any thread. */
public interface Replicas {

    /** A service that is alone: what others work at is always nothing. */
    Replicas NONE = new Replicas() {
        @Override
        public Optional<String> claim(String name, String what) {
            return Optional.empty();
        }

        @Override
        public void release(String name) {}

        @Override
        public boolean isClaimed(String name) {
            return false;
        }

        @Override
        public void tell(String name, ObjectNode message) {}

        @Override
        public List<ObjectNode> told(String name) {
            return List.of();
        }

        @Override
        public boolean areMany() {
            return false;
        }
    };

    /**
     * Claims a name until it is released, or some seconds after this process died or lost the others.
     *
     * @param what is to be done
     * @return what another replica claimed it for; empty when this one has it now
     * @throws IOException when that cannot be told now
     */
    Optional<String> claim(String name, String what) throws IOException;

    /** Gives a claim back, now or, when that cannot be told to the others, by its end. */
    void release(String name);

    /**
     * Whether any replica has claimed a name.
     *
     * @throws IOException when that cannot be told now
     */
    boolean isClaimed(String name) throws IOException;

    /**
     * Leaves a message for the replica that has claimed a name.
     *
     * @throws IOException when it is not left
     */
    void tell(String name, ObjectNode message) throws IOException;

    /**
     * The messages that were left, oldest first, each once.
     *
     * @throws IOException when that cannot be told now
     */
    List<ObjectNode> told(String name) throws IOException;

    /** Whether there may be others. */
    boolean areMany();
}
