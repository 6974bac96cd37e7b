package io.qubinode.mcp.security.identity.jwt;

import java.util.regex.Pattern;

/** Addresses of which keys may come. */
public final class KeyAddress {

    // In the clear anybody on the way could put in keys of their own.
    private static final Pattern SAFE =
            Pattern.compile("https://.+|http://(localhost|127\\.0\\.0\\.1|\\[::1])([:/].*)?");

    private KeyAddress() {}

    /** Whether it is an address at all, and not a file. */
    public static boolean is(String place) {
        return place.startsWith("https://") || place.startsWith("http://");
    }

    /** Whether nobody on the way can change what comes from there. */
    public static boolean isSafe(String place) {
        return SAFE.matcher(place).matches();
    }
}
