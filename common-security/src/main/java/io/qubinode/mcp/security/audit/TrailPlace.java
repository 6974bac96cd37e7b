package io.qubinode.mcp.security.audit;

import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Checks whether a trail's file is still the one of its name, and has room. Who writes a file does not notice that it was moved or
 * removed: what it writes is then lost, or where nobody looks. Used by one thread at a time, but for {@link #problem}.
 */
final class TrailPlace {

    private static final Logger LOG = Logger.getLogger(TrailPlace.class);
    // Kept free of the records of strangers, for the changes of known callers.
    private static final long RESERVE = 64L << 20;
    private static final long LEAST_FREE = 1 << 20;

    private volatile Optional<String> problem = Optional.empty();

    /** What was wrong when somebody looked last; empty when nothing was. */
    Optional<String> problem() {
        return problem;
    }

    /** Looks now; {@link #problem} tells. */
    void look(LineFile file) {
        Optional<String> found = problemNow(file);
        if (!found.equals(problem)) {
            found.ifPresentOrElse(LOG::error, () -> LOG.info("The audit trail can be written again"));
        }
        problem = found;
    }

    private static Optional<String> problemNow(LineFile file) {
        try {
            if (!file.isInPlace()) {
                return Optional.of(
                        "The audit file was moved, removed or replaced while it was written; calls that change"
                                + " anything are refused until it is back in its place.");
            }
            return file.free() >= LEAST_FREE
                    ? Optional.empty()
                    : Optional.of("The disk of the audit trail is full; calls that change anything are refused.");
        } catch (IOException e) {
            LOG.debug("The audit file cannot be looked at", e);
            return Optional.of("The audit file cannot be looked at; calls that change anything are refused.");
        }
    }

    /** Whether there is more room than what is kept for the records of known callers. */
    static boolean hasRoomForStrangers(LineFile file) {
        try {
            return file.free() >= RESERVE;
        } catch (IOException e) {
            return false;
        }
    }
}
