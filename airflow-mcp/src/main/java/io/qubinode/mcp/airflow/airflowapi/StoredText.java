package io.qubinode.mcp.airflow.airflowapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What Airflow's database can store. To the character U+0000 Airflow answers 500, because PostgreSQL has no place for it. */
public final class StoredText {

    private StoredText() {}

    /**
     * Refuses U+0000 in a value, in its names, and in all that is in it.
     *
     * @param argument the argument that has the value
     * @throws ToolException {@code invalid_argument}
     */
    public static void require(String argument, Object value) {
        if (hasNull(ToolJson.MAPPER.valueToTree(value))) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    argument + " contains the character U+0000, which Airflow's database cannot store.",
                    "Send it without that character.");
        }
    }

    private static boolean hasNull(JsonNode value) {
        return value.isTextual() && isWithNull(value.textValue())
                || value.properties().stream().map(Map.Entry::getKey).anyMatch(StoredText::isWithNull)
                || StreamSupport.stream(value.spliterator(), false).anyMatch(StoredText::hasNull);
    }

    private static boolean isWithNull(String text) {
        return text.indexOf('\0') >= 0;
    }
}
