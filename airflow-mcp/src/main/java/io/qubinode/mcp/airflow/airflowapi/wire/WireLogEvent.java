package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@OnTheWire
public record WireLogEvent(
        @JsonDeserialize(using = LogSecond.class) Instant timestamp,
        JsonNode event,
        String level,
        List<Raised> errorDetail) {

    @OnTheWire
    record Raised(String excType, String excValue, List<Frame> frames) {}

    record Frame(String filename, int lineno, String name) {}

    public LogEvent toLogEvent() {
        return new LogEvent(
                Optional.ofNullable(timestamp),
                Optional.ofNullable(level),
                event == null ? "" : event.isTextual() ? event.textValue() : event.toString(),
                errorDetail == null
                        ? List.of()
                        : errorDetail.stream().map(WireLogEvent::raised).toList());
    }

    private static LogEvent.Raised raised(Raised raised) {
        List<Frame> frames = raised.frames() == null ? List.of() : raised.frames();
        return new LogEvent.Raised(
                raised.excType(),
                raised.excValue() == null ? "" : raised.excValue(),
                frames.stream()
                        .map(frame -> new LogEvent.Frame(frame.filename(), frame.lineno(), frame.name()))
                        .toList());
    }
}
