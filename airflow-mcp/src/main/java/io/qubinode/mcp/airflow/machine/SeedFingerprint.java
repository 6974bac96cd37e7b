package io.qubinode.mcp.airflow.machine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** By what a seed is known again, even one that was not written to its end: a digest of each of its blocks. */
public final class SeedFingerprint {

    private static final int BLOCK = 32 << 10;

    private SeedFingerprint() {}

    /** The digests of a seed. */
    public static List<String> of(byte[] seed) {
        var print = new ArrayList<String>();
        for (int start = 0; start < seed.length; start += BLOCK) {
            print.add(digest(seed, start));
        }
        return print;
    }

    /** Whether a volume's content is this seed, or a beginning of it before nothing but zeros. */
    static boolean matches(List<String> print, byte[] content) {
        if ((content.length + BLOCK - 1) / BLOCK != print.size()) {
            return false;
        }
        for (int block = 0; block < print.size(); block++) {
            if (!digest(content, block * BLOCK).equals(print.get(block))) {
                // This one may be half there; what follows was not written.
                return isZero(content, Math.min(content.length, (block + 1) * BLOCK));
            }
        }
        return true;
    }

    private static boolean isZero(byte[] content, int from) {
        return ByteBuffer.wrap(content, from, content.length - from).equals(ByteBuffer.allocate(content.length - from));
    }

    private static String digest(byte[] content, int start) {
        try {
            byte[] block = Arrays.copyOfRange(content, start, Math.min(content.length, start + BLOCK));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(block), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
