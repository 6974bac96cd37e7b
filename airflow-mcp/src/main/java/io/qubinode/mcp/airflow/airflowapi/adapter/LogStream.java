package io.qubinode.mcp.airflow.airflowapi.adapter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.wire.BoundedValue;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireLogEvent;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a log event by event, as it arrives. A task may have said anything, so of each event only so much is kept. */
final class LogStream {

    // A task prints what a program said as one text of many lines.
    private static final int LONGEST_TEXT = 1 << 20;
    private static final String NOT_SHOWN = "(not shown: an event of more than 4 MiB)";
    private static final ObjectReader EVENT = ToolJson.MAPPER
            .readerFor(WireLogEvent.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withAttribute(BoundedValue.class, 3 * LONGEST_TEXT);

    private LogStream() {}

    /** Reads {@code {"content":[…],"continuation_token":…}} to its end and returns the token. */
    static Optional<String> read(InputStream body, Consumer<LogEvent> line) {
        Optional<String> token = Optional.empty();
        try (JsonParser json = LongAnswer.parser(body, LONGEST_TEXT)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("content")) {
                    require(value == JsonToken.START_ARRAY);
                    readEvents(json, JsonToken.END_ARRAY, line);
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

    /** Reads a log of one event a line. */
    static void readLines(InputStream body, Consumer<LogEvent> line) {
        try (JsonParser json = LongAnswer.parser(body, LONGEST_TEXT)) {
            readEvents(json, null, line);
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
    }

    private static void readEvents(JsonParser json, JsonToken end, Consumer<LogEvent> line) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            line.accept(event(json));
        }
        require(json.currentToken() == end);
    }

    private static LogEvent event(JsonParser json) throws IOException {
        JsonStreamContext log = json.getParsingContext().getParent();
        try {
            WireLogEvent event = EVENT.readValue(LongAnswer.counted(json));
            return event.toLogEvent();
        } catch (AnswerTooLarge | JsonMappingException e) {
            if (!AnswerTooLarge.caused(e)) {
                throw e;
            }
            while (json.getParsingContext() != log) {
                require(json.nextToken() != null);
            }
            return new LogEvent(Optional.empty(), Optional.empty(), NOT_SHOWN, List.of());
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new ProcessingException("Not a log");
        }
    }
}
