package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireLogEvent;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a log {@code {"content":[…],"continuation_token":…}} event by event, as it arrives. */
final class LogStream {

    private static final ObjectReader EVENT = ToolJson.MAPPER
            .readerFor(WireLogEvent.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LogStream() {}

    /** Reads to the end and returns the token. */
    static Optional<String> read(InputStream body, Consumer<LogEvent> line) {
        Optional<String> token = Optional.empty();
        try (JsonParser json = LongAnswer.parser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("content")) {
                    require(value == JsonToken.START_ARRAY);
                    readEvents(json, line);
                } else if (field.equals("continuation_token") && value == JsonToken.VALUE_STRING) {
                    token = Optional.of(json.getText());
                } else {
                    json.skipChildren();
                }
            }
            require(json.currentToken() == JsonToken.END_OBJECT);
            return token;
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    private static void readEvents(JsonParser json, Consumer<LogEvent> line) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            WireLogEvent event = EVENT.readValue(json);
            line.accept(event.toLogEvent());
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
    }

    private static void require(boolean right) {
        if (!right) {
            throw new ProcessingException("Not a log");
        }
    }
}
