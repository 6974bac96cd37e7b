package io.qubinode.mcp.security.audit;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What seals a record: SHA-256, or HMAC-SHA-256 with a key, which somebody who can write the file but does not know the key
 * cannot make. Safe to use from any thread.
 */
final class AuditSeal {

    private static final String HMAC = "HmacSHA256";

    // Copied for each record: to find it among the platform's providers takes longer than to copy it.
    private final Optional<Mac> keyed;

    AuditSeal(Optional<String> key) {
        keyed = key.map(text -> keyed(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), HMAC)));
    }

    /** The seal of these bytes, 64 lower-case hexadecimal digits. */
    String of(byte[] bytes) {
        return HexFormat.of().formatHex(keyed.isPresent() ? copy(keyed.get()).doFinal(bytes) : digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Mac keyed(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }

    private static Mac copy(Mac mac) {
        try {
            return (Mac) mac.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's " + HMAC + " can be copied", e);
        }
    }
}
