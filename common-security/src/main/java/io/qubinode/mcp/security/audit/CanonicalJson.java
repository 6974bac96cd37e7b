package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in the one form that can be hashed: sorted names, no white space, one way to write each string. Numbers are whole and at
 * most 2^53, because others have no form that all languages agree on; they are written as text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785: JSON Canonicalization Scheme</a>
 */
final class CanonicalJson {

    private static final long LARGEST = (1L << 53) - 1;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .recyclerPool(ToolJson.BUFFERS)
            .build();

    private CanonicalJson() {}

    /** The value as UTF-8. Half a surrogate pair, which cannot be written so, becomes a question mark. */
    static byte[] bytes(JsonNode value) {
        // Not straight to bytes: names outside the basic plane would be escaped then.
        var text = new StringWriter(512);
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonNode value, JsonGenerator out) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> field : sorted((ObjectNode) value)) {
                    out.writeFieldName(field.getKey());
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : value) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            case NUMBER -> writeNumber(value, out);
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL, MISSING -> out.writeNull();
            case STRING, BINARY, POJO -> out.writeString(value.asText());
        }
    }

    private static void writeNumber(JsonNode value, JsonGenerator out) throws IOException {
        if (value.isIntegralNumber() && value.canConvertToLong() && isExact(value.longValue())) {
            out.writeNumber(value.longValue());
        } else {
            out.writeString(value.asText());
        }
    }

    private static boolean isExact(long number) {
        return -LARGEST <= number && number <= LARGEST;
    }

    /** By UTF-16 code units, as the RFC wants it and {@link String#compareTo} does it. */
    private static Collection<Map.Entry<String, JsonNode>> sorted(ObjectNode object) {
        boolean wellFormed = true;
        var fields = new ArrayList<Map.Entry<String, JsonNode>>(object.size());
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            wellFormed &= !hasSurrogate(field.getKey());
            fields.add(field);
        }
        if (wellFormed) {
            fields.sort(Map.Entry.comparingByKey());
            return fields;
        }
        var byName = new TreeMap<String, JsonNode>();
        fields.forEach(field -> byName.put(wellFormed(field.getKey()), field.getValue()));
        return byName.entrySet();
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** As it is written in the end: two names that differ in halves of surrogate pairs only are one. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
