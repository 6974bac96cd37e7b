package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.LaunchMode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The JSON Schemas of the records of a tool: as {@link SchemaFiles} wrote them when the service was built, because generating them takes one
 * seventh of the start-up time. Those of which none was written are made.
 */
final class ToolSchemas {

    static final String FOLDER = "META-INF/tool-schemas/";

    private ToolSchemas() {}

    static ObjectNode ofInput(Class<?> type) {
        ObjectNode written = written(inputFile(type));
        return written == null ? RecordSchemas.ofInput(type) : written;
    }

    static ObjectNode ofOutput(Class<?> type) {
        ObjectNode written = written(outputFile(type));
        return written == null ? RecordSchemas.ofOutput(type) : written;
    }

    static String inputFile(Class<?> type) {
        return FOLDER + type.getName() + ".input.json";
    }

    static String outputFile(Class<?> type) {
        return FOLDER + type.getName() + ".output.json";
    }

    private static ObjectNode written(String file) {
        // There a record is compiled again while the service runs.
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            return null;
        }
        try (InputStream found = Thread.currentThread().getContextClassLoader().getResourceAsStream(file)) {
            return found == null ? null : (ObjectNode) ToolJson.MAPPER.readTree(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
