package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortenedTextsTest {

    private static final int LONGEST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of each a character more than is kept, as it stands in JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "数", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\u0022", "\\u005c"})
    void leavesOutTheRestOfALongText(String character) throws IOException {
        String one = JSON.readTree("\"" + character + "\"").textValue();
        String kept = one.repeat(LONGEST);
        for (int before = 0; before < 9; before++) {
            String json = "{\"" + "k".repeat(before) + "\":\"" + character.repeat(LONGEST + before)
                    + "\",\"next\":[1,\"y\"]}";
            JsonNode read = read(json);
            assertThat(read.path("k".repeat(before)).textValue())
                    .isEqualTo(before == 0 ? kept : kept + " … (the rest is not shown)");
            assertThat(read.path("next").toString()).isEqualTo("[1,\"y\"]");
        }
    }

    @Test
    void countsEachTextAnew() throws IOException {
        String text = "\"" + "x".repeat(LONGEST) + "\"";
        assertThat(read("[" + text + "," + text + ",\"\"]").toString()).isEqualTo("[" + text + "," + text + ",\"\"]");
    }

    @Test
    void keepsWhatIsNoJson() throws IOException {
        try (InputStream text = shortened("a\"b\\")) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\"b\\");
        }
    }

    private static JsonNode read(String json) throws IOException {
        try (InputStream text = shortened(json)) {
            return JSON.readTree(text);
        }
    }

    private static InputStream shortened(String json) {
        return new ShortenedTexts(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), LONGEST);
    }
}
