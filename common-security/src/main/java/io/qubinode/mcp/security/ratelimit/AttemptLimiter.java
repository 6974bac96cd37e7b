package io.qubinode.mcp.security.ratelimit;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Counts attempts without a valid credential, in this process, by where they come from: an IPv4 address, or the 64 bits of an
 * IPv6 address that a network has, for one machine may take any of the addresses behind them. Never blocks.
 */
public final class AttemptLimiter {

    private static final int NETWORK_BYTES = 8;
    private static final byte[] IPV4_IN_IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final int LONGEST = 64;

    // Apart from those of clients, so that nobody without a credential can push these out.
    private final LocalBuckets buckets = new LocalBuckets();
    private final int perMinute;

    /** Grants so many a minute to each, at least 1. */
    public AttemptLimiter(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Takes one attempt of this address, or of whatever a proxy calls it. */
    public Allowance take(String address) {
        return buckets.take(new BucketKey(origin(address), "address", "", perMinute));
    }

    static String origin(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return address.substring(0, Math.min(address.length(), LONGEST));
        }
        if (bytes.length == 4) {
            return HexFormat.of().formatHex(bytes);
        }
        return Arrays.equals(bytes, 0, IPV4_IN_IPV6.length, IPV4_IN_IPV6, 0, IPV4_IN_IPV6.length)
                ? HexFormat.of().formatHex(bytes, IPV4_IN_IPV6.length, bytes.length)
                : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
    }
}
