package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a repository with documents is.
 *
 * @param name its address, branch and folder, without credentials
 * @param commit what is searched; empty when nothing of it was fetched yet
 * @param problem why nothing newer was, as the rest of a sentence about it; empty when nothing is wrong
 */
public record RepositoryStatus(String name, Optional<String> commit, Optional<String> problem) {

    private static final int SHORT = 10;

    public RepositoryStatus {
        requireNonNull(name);
        requireNonNull(commit);
        requireNonNull(problem);
    }

    /** Whether it is being fetched for the first time. */
    public boolean isAwaited() {
        return commit.isEmpty() && problem.isEmpty();
    }

    /** What an operator should look at, in one sentence. */
    public Optional<String> trouble() {
        return problem.map(reason -> "The repository " + name + " " + reason
                + commit.map(known -> "; its documents are those of commit " + shortened(known))
                        .orElse("; nothing of it was fetched yet")
                + ".");
    }

    /** The repository at its commit. */
    @Override
    public String toString() {
        return name + commit.map(known -> " at " + shortened(known)).orElse("");
    }

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(SHORT, commit.length()));
    }
}
