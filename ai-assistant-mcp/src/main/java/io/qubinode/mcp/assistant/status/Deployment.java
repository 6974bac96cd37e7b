package io.qubinode.mcp.assistant.status;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What runs.
 *
 * @param version of this server
 * @param commit of which it was built, with {@code -dirty} when files had been changed; absent when built outside of Git
 * @param profile the configuration profile
 * @param startedAt since when
 */
public record Deployment(String version, Optional<String> commit, String profile, Instant startedAt) {

    public Deployment {
        requireNonNull(version);
        requireNonNull(commit);
        requireNonNull(profile);
        requireNonNull(startedAt);
    }
}
