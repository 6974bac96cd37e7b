package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.RepositoryStatus;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the reading of the documents is. Thread-safe. */
@Singleton
public final class IngestionProgress {

    /**
     * How far it is.
     *
     * @param running whether it is continuing
     * @param toRead how many documents are still to be read
     * @param toEmbed how many passages are found by words alone so far
     * @param lastEnd when it last came to its end
     * @param unread documents that could not be read
     * @param skipped files that are not documents
     * @param repositories in the order in which they are configured
     * @param problem what ended it, in one sentence
     */
    public record Snapshot(
            boolean running,
            int toRead,
            int toEmbed,
            Optional<Instant> lastEnd,
            List<UnreadDocument> unread,
            List<UnreadDocument> skipped,
            List<RepositoryStatus> repositories,
            Optional<String> problem) {}

    private final List<UnreadDocument> unread = new ArrayList<>();
    private final Map<String, RepositoryStatus> repositories = new LinkedHashMap<>();
    private boolean running;
    private List<UnreadDocument> skipped = List.of();
    private int toRead;
    private int toEmbed;
    private Instant lastEnd;
    private String problem;

    public synchronized Snapshot now() {
        return new Snapshot(
                running,
                toRead,
                toEmbed,
                Optional.ofNullable(lastEnd),
                List.copyOf(unread),
                skipped,
                List.copyOf(repositories.values()),
                Optional.ofNullable(problem));
    }

    /** A repository is now so. */
    public synchronized void repository(RepositoryStatus status) {
        repositories.put(status.name(), status);
    }

    synchronized void begin() {
        running = true;
        toEmbed = 0;
        unread.clear();
        problem = null;
    }

    synchronized void left(int documents) {
        toRead = documents;
    }

    synchronized void leftToEmbed(int passages) {
        toEmbed = passages;
    }

    synchronized void skip(List<UnreadDocument> files) {
        skipped = List.copyOf(files);
    }

    synchronized void cannotRead(UnreadDocument document) {
        unread.add(document);
    }

    synchronized void problem(String sentence) {
        problem = sentence;
    }

    /** It came to its end, or was ended by a problem. */
    synchronized void end(Instant at) {
        running = false;
        toRead = 0;
        lastEnd = problem == null ? at : lastEnd;
    }
}
