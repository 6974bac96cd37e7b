package io.qubinode.mcp.security.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for what may be of any length: equal for what is equal, and for nothing else. */
public final class Fingerprint {

    private Fingerprint() {}

    /** SHA-256 of texts, each with its length, in 64 hexadecimal digits. */
    public static String of(String... parts) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                hash.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
                hash.update(text);
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** JSON as text, the same however its members are ordered. */
    public static String text(ObjectNode json) {
        try {
            return ToolJson.MAPPER
                    .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(ToolJson.MAPPER.convertValue(json, ToolJson.MAP));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
