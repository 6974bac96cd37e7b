package io.qubinode.mcp.security.ratelimit;

/** Token buckets, wherever they are kept. Safe to use from any thread that may block. */
public interface Buckets {

    /** Takes one call out of a bucket, which is full when it was not used for a minute. */
    Allowance take(BucketKey key);
}
