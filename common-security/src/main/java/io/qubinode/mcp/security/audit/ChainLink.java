package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * One record's place in the chain: what the next record must name.
 *
 * @param sequence the record's number; 0 before the first
 * @param hash its seal; null before the first
 */
record ChainLink(long sequence, String hash) {

    static final ChainLink NONE = new ChainLink(0, null);

    static final String HASH = "event_hash";
    private static final String PREVIOUS = "previous_hash";
    private static final String SEQUENCE = "seq";

    record Line(byte[] bytes, ChainLink link) {

        /** Without the line's end. */
        String text() {
            return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
        }
    }

    /** The line that follows this one. Its hash comes last, so that the line without it is what was hashed. */
    Line next(ObjectNode event, AuditSeal seal) {
        event.put(SEQUENCE, sequence + 1).put(PREVIOUS, hash);
        byte[] body = CanonicalJson.bytes(event);
        String sealed = seal.of(body);
        byte[] end = (",\"" + HASH + "\":\"" + sealed + "\"}\n").getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(body, body.length - 1 + end.length);
        System.arraycopy(end, 0, line, body.length - 1, end.length);
        return new Line(line, new ChainLink(sequence + 1, sealed));
    }

    /**
     * The place of a record that was written earlier.
     *
     * @throws IOException when it is not whole, or not what was sealed
     */
    static ChainLink of(String line, AuditSeal seal) throws IOException {
        JsonNode parsed = ToolJson.MAPPER.readTree(line);
        if (!(parsed instanceof ObjectNode event) || !(event.remove(HASH) instanceof JsonNode hash)) {
            throw new IOException("it has no " + HASH);
        }
        if (!hash.asText().equals(seal.of(CanonicalJson.bytes(event)))) {
            throw new IOException("its hash is not that of its text, or was made with another AUDIT_HMAC_KEY");
        }
        return new ChainLink(event.path(SEQUENCE).asLong(), hash.asText());
    }

    static long sequenceOf(String line) throws IOException {
        return ToolJson.MAPPER.readTree(line).path(SEQUENCE).asLong();
    }

    static Instant timeOf(String line) throws IOException {
        return Instant.parse(ToolJson.MAPPER.readTree(line).path("time").asText());
    }
}
