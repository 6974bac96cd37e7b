package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireLogEventTest {

    /** As of Airflow 3.3.2, whose own context is no field. */
    @Test
    void givesWhatALoggerWasGivenByItsNames() throws IOException {
        LogEvent event = ToolJson.MAPPER
                .readerFor(WireLogEvent.class)
                .withAttribute(BoundedValue.class, 1_000)
                .<WireLogEvent>readValue("""
                        {"timestamp":"2026-12-01T17:22:46.690184Z","level":"warning","event":"copied","files":3,\
                        "folder":"/srv/web 1","hosts":["a","b"],"task_id":"copy","map_index":-1,"filename":"logs.py",\
                        "lineno":37,"logger":"task"}""")
                .toLogEvent();
        assertThat(event.fields())
                .containsExactly(
                        Map.entry("files", "3"),
                        Map.entry("folder", "/srv/web 1"),
                        Map.entry("hosts", "[\"a\",\"b\"]"));
    }
}
