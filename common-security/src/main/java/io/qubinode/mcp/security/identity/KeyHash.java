package io.qubinode.mcp.security.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of an API key. A slow, salted hash protects passwords, which can be guessed; a random key of 128 bits or more cannot,
 * however fast the hash is, and a slow one at every request would be a way to exhaust the server.
 */
final class KeyHash {

    private static final int BYTES = 32;
    // Copied for each key: to find it among the platform's providers takes longer than to copy it.
    private static final MessageDigest SHA_256 = sha256();

    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    static KeyHash ofKey(String key) {
        try {
            return new KeyHash(((MessageDigest) SHA_256.clone()).digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a hash.
     *
     * @throws IllegalArgumentException when these are not 64 hexadecimal digits
     */
    static KeyHash parse(String hexadecimal) {
        byte[] bytes = HexFormat.of().parseHex(hexadecimal);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
        }
        return new KeyHash(bytes);
    }

    /** Whether both are the same; takes equally long whatever they hold. */
    boolean matches(KeyHash other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }
}
