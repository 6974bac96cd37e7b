package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.qubinode.mcp.security.core.ToolJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSecondTest {

    // One reader, so that each time follows another.
    private static final ObjectReader EVENT = ToolJson.MAPPER.readerFor(WireLogEvent.class);

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T21:00:00.000001Z, 2026-11-24T21:00:00Z",
        "2026-11-24T21:00:00.999999Z, 2026-11-24T21:00:00Z",
        "2026-11-24T21:00:00Z, 2026-11-24T21:00:00Z",
        "2026-11-24T21:00:01.5Z, 2026-11-24T21:00:01Z",
        "2026-11-24T21:00:01.5+02:00, 2026-11-24T19:00:01Z",
        "2026-11-24T21:00:01.6Z, 2026-11-24T21:00:01Z",
        "2026-11-25T21:00:01Z, 2026-11-25T21:00:01Z"
    })
    void isTheSecondOfEachEvent(String written, Instant second) throws JsonProcessingException {
        assertThat(time('"' + written + '"')).isEqualTo(second);
    }

    @Test
    void isAbsentOrRefused() throws JsonProcessingException {
        assertThat(time("null")).isNull();
        assertThatThrownBy(() -> time("\"noon\"")).isInstanceOf(JsonProcessingException.class);
    }

    private static Instant time(String json) throws JsonProcessingException {
        WireLogEvent event = EVENT.readValue("{\"timestamp\":" + json + "}");
        return event.timestamp();
    }
}
