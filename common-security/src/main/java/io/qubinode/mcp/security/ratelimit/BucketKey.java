package io.qubinode.mcp.security.ratelimit;

import static java.util.Objects.requireNonNull;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/**
 * What has a bucket of its own. A limit that changes, as that of a client in a file does, makes another bucket.
 *
 * @param who a client's id, or an address
 * @param method how {@code who} is known, so that equal names of two kinds are two
 * @param tool empty for all of them together
 * @param perMinute how many calls fit in, and are refilled evenly over a minute; at least 1
 */
public record BucketKey(String who, String method, String tool, int perMinute) {

    public BucketKey {
        requireNonNull(who);
        requireNonNull(method);
        requireNonNull(tool);
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }
}
