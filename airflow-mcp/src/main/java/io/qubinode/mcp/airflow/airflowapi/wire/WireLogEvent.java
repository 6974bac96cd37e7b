package io.qubinode.mcp.airflow.airflowapi.wire;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event of a log. Airflow writes what the task gave to its logger beside what it adds to each event itself, which is not even read.
 *
 * @param fields all others
 */
@OnTheWire
@JsonIgnoreProperties({
    "filename",
    "lineno",
    "loc",
    "chan",
    "func_name",
    "pathname",
    "module",
    "process",
    "thread",
    "dag_id",
    "task_id",
    "run_id",
    "ti_id",
    "map_index",
    "try_number",
    "sources"
})
public record WireLogEvent(
        @JsonDeserialize(using = LogSecond.class) Instant timestamp,
        @JsonDeserialize(using = BoundedValue.class) JsonNode event,
        String level,
        String logger,
        List<Raised> errorDetail,

        @JsonAnySetter @JsonDeserialize(contentUsing = BoundedValue.class)
        Map<String, JsonNode> fields) {

    @OnTheWire
    record Raised(
            String excType,
            String excValue,
            List<String> excNotes,
            boolean isCause,
            List<Frame> frames,
            List<List<Raised>> exceptions) {

        private LogEvent.Raised toRaised() {
            return new LogEvent.Raised(
                    excType,
                    excValue == null ? "" : excValue,
                    isCause,
                    orNone(excNotes),
                    orNone(frames).stream()
                            .map(frame -> new LogEvent.Frame(frame.filename(), frame.lineno(), frame.name()))
                            .toList(),
                    orNone(exceptions).stream().map(WireLogEvent::raised).toList());
        }
    }

    record Frame(String filename, int lineno, String name) {}

    public LogEvent toLogEvent() {
        return new LogEvent(
                Optional.ofNullable(timestamp),
                Optional.ofNullable(level),
                event == null ? "" : text(event),
                texts(fields),
                raised(errorDetail),
                isOfAirflow() ? LogEvent.Origin.EITHER : LogEvent.Origin.TASK);
    }

    /** Airflow's own loggers speak for operators too. */
    private boolean isOfAirflow() {
        return logger == null || logger.equals("task") || logger.startsWith("airflow.");
    }

    private static Map<String, String> texts(Map<String, JsonNode> fields) {
        if (fields == null || fields.isEmpty()) {
            return Map.of();
        }
        // By name: Jackson keeps no order of them.
        var texts = new TreeMap<String, String>();
        fields.forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static List<LogEvent.Raised> raised(List<Raised> chain) {
        return orNone(chain).stream().map(Raised::toRaised).toList();
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }
}
