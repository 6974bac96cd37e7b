package io.qubinode.mcp.airflow.machine;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A machine that is being made, from an image or as a copy: of what parts, which of them were begun, and by what they are known
 * again.
 *
 * @param id the creation's, which is in the metadata of its domain too
 * @param tool what makes it: {@code create_vm} or {@code clone_vm}
 * @param machine the machine's name
 * @param from the machine that it is a copy of
 * @param parts in the order in which they are made
 */
public record UnfinishedCreation(String id, String tool, String machine, Optional<String> from, List<Part> parts)
        implements UnfinishedChange {

    /** How far a part is. */
    public enum State {
        PLANNED,
        /** It may be there or not, and be ours or not. */
        BEGUN,
        /** It was made by us. */
        MADE
    }

    /** What a machine is made of. */
    public enum Kind {
        DISK,
        SEED,
        MACHINE
    }

    /**
     * A part.
     *
     * @param name the volume's or the domain's
     * @param bytes a disk's size, 0 for others
     * @param backing the image that a disk starts from
     * @param fingerprint a seed's
     */
    public record Part(
            Kind kind, String name, long bytes, Optional<String> backing, List<String> fingerprint, State state) {

        public Part {
            fingerprint = List.copyOf(fingerprint);
        }

        public static Part disk(String volume, long bytes, Optional<String> backing) {
            return new Part(Kind.DISK, volume, bytes, backing, List.of(), State.PLANNED);
        }

        public static Part seed(String volume, byte[] content) {
            return new Part(Kind.SEED, volume, 0, Optional.empty(), SeedFingerprint.of(content), State.PLANNED);
        }

        public static Part machine(String name) {
            return new Part(Kind.MACHINE, name, 0, Optional.empty(), List.of(), State.PLANNED);
        }

        Part in(State other) {
            return new Part(kind, name, bytes, backing, fingerprint, other);
        }

        boolean began() {
            return state != State.PLANNED;
        }
    }

    public UnfinishedCreation {
        parts = List.copyOf(parts);
    }

    @Override
    public String operation() {
        return tool;
    }

    @Override
    public List<String> claimed() {
        return Stream.concat(Stream.of(machine), from.stream()).toList();
    }

    /** With one part in another state. */
    UnfinishedCreation with(String part, State state) {
        return each(one -> one.name().equals(part) ? one.in(state) : one);
    }

    @Override
    public UnfinishedCreation unsure() {
        return each(part -> part.began() ? part.in(State.BEGUN) : part);
    }

    private UnfinishedCreation each(UnaryOperator<Part> change) {
        return new UnfinishedCreation(
                id, tool, machine, from, parts.stream().map(change).toList());
    }

    /** The parts of a kind that were begun. */
    List<Part> begun(Kind kind) {
        return parts.stream()
                .filter(part -> part.kind() == kind && part.began())
                .toList();
    }
}
