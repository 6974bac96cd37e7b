package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the index is.
 *
 * @param files how many documents can be searched
 * @param passages how many passages they have
 * @param toRead how many documents are still to be read; 0 when all are
 * @param running whether the folders are being read now
 * @param lastIngestion when all documents had last been read; absent when never since the start
 * @param unread documents that cannot be read, and why
 * @param problem why the index cannot be used or kept current, in one sentence; empty when it can
 */
public record IndexStatus(
        int files,
        int passages,
        int toRead,
        boolean running,
        Optional<Instant> lastIngestion,
        List<UnreadDocument> unread,
        Optional<String> problem) {

    public IndexStatus {
        requireNonNull(lastIngestion);
        unread = List.copyOf(unread);
        requireNonNull(problem);
    }
}
