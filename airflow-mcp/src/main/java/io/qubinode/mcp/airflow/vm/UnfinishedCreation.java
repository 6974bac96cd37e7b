package io.qubinode.mcp.airflow.vm;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A creation on its way: what it has begun to make, and by what that is known again.
 *
 * @param id the creation's, which is in the metadata of its domain too
 * @param machine the machine's name
 * @param diskBytes the size of its disk
 * @param backing the image that its disk starts from
 * @param seed the fingerprint of its seed
 * @param parts what was begun, and whether it is known to be made by us
 */
record UnfinishedCreation(
        String id,
        String machine,
        long diskBytes,
        Optional<String> backing,
        List<String> seed,
        Map<Part, State> parts) {

    /** What a machine is made of. */
    enum Part {
        DISK,
        SEED,
        MACHINE
    }

    /** How far it is. */
    enum State {
        /** It may be there or not, and be ours or not. */
        BEGUN,
        /** It was made by us. */
        MADE
    }

    UnfinishedCreation {
        seed = List.copyOf(seed);
        parts = Map.copyOf(parts);
    }

    UnfinishedCreation with(Part part, State state) {
        Map<Part, State> changed = parts.isEmpty() ? new EnumMap<>(Part.class) : new EnumMap<>(parts);
        changed.put(part, state);
        return new UnfinishedCreation(id, machine, diskBytes, backing, seed, changed);
    }

    UnfinishedCreation without(Part part) {
        Map<Part, State> changed = parts.isEmpty() ? new EnumMap<>(Part.class) : new EnumMap<>(parts);
        changed.remove(part);
        return new UnfinishedCreation(id, machine, diskBytes, backing, seed, changed);
    }

    /** As another process must see it: since it was written, anything may have happened to what was made. */
    UnfinishedCreation unsure() {
        var changed = this;
        for (Part part : parts.keySet()) {
            changed = changed.with(part, State.BEGUN);
        }
        return changed;
    }

    boolean began(Part part) {
        return parts.containsKey(part);
    }

    boolean made(Part part) {
        return parts.get(part) == State.MADE;
    }
}
