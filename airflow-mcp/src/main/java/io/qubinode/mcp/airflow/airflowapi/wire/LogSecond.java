package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time of a log's event, to the second. Most events share it with the one before, and to parse it each time would be the
 * greater part of reading them. Safe to use from any thread.
 */
final class LogSecond extends StdDeserializer<Instant> {

    private static final long serialVersionUID = 1;
    private static final int LENGTH = "2026-11-24T21:00:00".length();

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private record Parsed(String text, Instant second) {}

    private transient volatile Parsed last = new Parsed("", Instant.EPOCH);

    LogSecond() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        String text = json.getText();
        Parsed known = last;
        if (!text.endsWith("Z") || !text.regionMatches(0, known.text(), 0, LENGTH)) {
            Instant second =
                    InstantDeserializer.INSTANT.deserialize(json, context).truncatedTo(ChronoUnit.SECONDS);
            known = new Parsed(text, second);
            if (text.endsWith("Z")) {
                last = known;
            }
        }
        // A line may tell any time; no format of a date has those beyond the year 9999.
        return known.second().isBefore(FIRST) || known.second().isAfter(LAST) ? null : known.second();
    }
}
