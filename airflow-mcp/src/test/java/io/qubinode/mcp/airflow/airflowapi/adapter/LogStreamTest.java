package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import jakarta.ws.rs.ProcessingException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStreamTest {

    private static final String BEFORE = "{\"event\":\"before\"}";
    private static final String AFTER = "{\"event\":\"after\"}";

    @Test
    void cutsATextThatIsLongerThanAnybodyReads() {
        List<LogEvent> events = lines("{\"event\":\"" + "x".repeat(5 << 20) + "\",\"level\":\"error\"}");
        assertThat(events).extracting(LogEvent::text).startsWith("before").endsWith("after");
        assertThat(events.get(1).level()).contains("error");
        assertThat(events.get(1).text()).isEqualTo("x".repeat(1 << 20) + " … (the rest is not shown)");
    }

    @Test
    void keepsAsMuchOfCharactersThatAreTwoOfJavas() {
        assertThat(lines("{\"event\":\"" + "😀".repeat((1 << 20) + 1) + "\"}")
                        .get(1)
                        .text())
                .isEqualTo("😀".repeat(1 << 20) + " … (the rest is not shown)");
    }

    @Test
    void keepsTheTextOfAnEventWithALargeFieldBesideIt() {
        LogEvent event = lines("{\"event\":\"said\",\"rows\":[" + "12345678,".repeat(1 << 20) + "0],\"ok\":true}")
                .get(1);
        assertThat(event.text()).isEqualTo("said");
        assertThat(event.fields()).containsEntry("ok", "true");
        assertThat(event.fields().get("rows"))
                .endsWith("\"(the rest is not shown)\"]")
                .hasSizeLessThan(8 << 20);
    }

    @Test
    void leavesOutAnEventOfTooManyFieldsAndReadsOn() {
        var fields = new StringBuilder("{\"event\":\"said\"");
        for (int i = 0; i < 1 << 18; i++) {
            fields.append(",\"f").append(i).append("\":{\"a\":[1]}");
        }
        fields.append('}');
        assertThat(lines(fields.toString()))
                .extracting(LogEvent::text)
                .containsExactly("before", "(not shown: an event of more than 4 MiB)", "after");
        var content = new ArrayList<LogEvent>();
        String log = "{\"content\":[" + BEFORE + "," + fields + "," + AFTER + "],\"continuation_token\":\"t\"}";
        assertThat(LogStream.read(bytes(log), content::add)).contains("t");
        assertThat(content)
                .extracting(LogEvent::text)
                .startsWith("before")
                .endsWith("after")
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[]", "{\"event\":", "{\"event\":{\"a\":", "}"})
    void refusesWhatIsNoLog(String line) {
        assertThatThrownBy(() -> LogStream.readLines(bytes(BEFORE + "\n" + line), event -> {}))
                .isInstanceOf(ProcessingException.class);
    }

    private static List<LogEvent> lines(String event) {
        var events = new ArrayList<LogEvent>();
        LogStream.readLines(bytes(String.join("\n", BEFORE, event, AFTER) + "\n"), events::add);
        return events;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
