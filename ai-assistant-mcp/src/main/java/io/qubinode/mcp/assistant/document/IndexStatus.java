package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the index is.
 *
 * @param files how many documents can be searched
 * @param passages how many passages they have
 * @param toRead how many documents are still to be read; 0 when all are
 * @param toEmbed how many passages are found by words alone so far
 * @param running whether the folders are being read now
 * @param lastIngestion when all documents had last been read; absent when never since the start
 * @param unread documents that cannot be read, and why
 * @param skipped files in the folders that are not documents, and why
 * @param repositories with documents, and how they are
 * @param problem why the index cannot be used, kept current or ranked as it should be, in one sentence; empty when it can
 */
public record IndexStatus(
        int files,
        int passages,
        int toRead,
        int toEmbed,
        boolean running,
        Optional<Instant> lastIngestion,
        List<UnreadDocument> unread,
        List<UnreadDocument> skipped,
        List<RepositoryStatus> repositories,
        Optional<String> problem) {

    private static final int MOST_NAMED = 5;

    public IndexStatus {
        requireNonNull(lastIngestion);
        unread = List.copyOf(unread);
        skipped = List.copyOf(skipped);
        repositories = List.copyOf(repositories);
        requireNonNull(problem);
    }

    /** Of folders only. */
    public IndexStatus(
            int files,
            int passages,
            int toRead,
            int toEmbed,
            boolean running,
            Optional<Instant> lastIngestion,
            List<UnreadDocument> unread,
            List<UnreadDocument> skipped,
            Optional<String> problem) {
        this(files, passages, toRead, toEmbed, running, lastIngestion, unread, skipped, List.of(), problem);
    }

    /** Whether there is something to search in, or soon will be. */
    public boolean isUsable() {
        return passages > 0 || running;
    }

    /** What an operator should look at, in a few sentences; empty when there is nothing. */
    public Optional<String> trouble() {
        if (problem.isPresent()) {
            return problem;
        }
        var sentences = new ArrayList<String>();
        repositories.forEach(repository -> repository.trouble().ifPresent(sentences::add));
        if (!isUsable()) {
            sentences.add("There are no documents to search in.");
        } else if (!unread.isEmpty()) {
            sentences.add("Left out, because they cannot be read: " + names(unread) + ".");
        }
        return Optional.of(String.join(" ", sentences)).filter(text -> !text.isEmpty());
    }

    private static String names(List<UnreadDocument> documents) {
        String names = documents.stream()
                .limit(MOST_NAMED)
                .map(document -> document.source() + " (" + document.reason() + ")")
                .collect(Collectors.joining(", "));
        return documents.size() > MOST_NAMED ? names + " and " + (documents.size() - MOST_NAMED) + " more" : names;
    }

    /** How many files are not documents and some of them by name, in one sentence; empty when all are. */
    public Optional<String> leftAside() {
        return skipped.isEmpty()
                ? Optional.empty()
                : Optional.of("Skipped " + skipped.size() + (skipped.size() == 1 ? " file: " : " files: ")
                        + names(skipped) + ".");
    }
}
