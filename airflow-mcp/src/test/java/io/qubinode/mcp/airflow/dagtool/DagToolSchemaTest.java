package io.qubinode.mcp.airflow.dagtool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DagToolSchemaTest {

    @Test
    void takesOverWhatTheDagSaysOfItsParams() throws JsonProcessingException {
        assertThat(schema("""
                {"type":"integer","minimum":1,"section":"Form"}""", "3", Optional.of("How many")))
                .hasToString("{\"type\":\"object\",\"properties\":{\"p\":{\"type\":\"integer\",\"minimum\":1,"
                        + "\"description\":\"How many\",\"default\":3}},\"additionalProperties\":false}");
    }

    @Test
    void asksForAParamWithoutDefaultUnlessItMayBeNull() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"string\"}", "null", Optional.empty()).path("required"))
                .hasToString("[\"p\"]");
        assertThat(schema("{\"type\":[\"null\",\"string\"]}", "null", Optional.empty())
                        .has("required"))
                .isFalse();
    }

    @Test
    void leavesOutAPatternThatOnlyPythonKnows() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"string\",\"pattern\":\"(?P<year>x\"}", "\"a\"", Optional.empty())
                        .findValue("pattern"))
                .isNull();
    }

    private static ObjectNode schema(String schema, String value, Optional<String> description)
            throws JsonProcessingException {
        var params = Map.of(
                "p", new DagParam(ToolJson.MAPPER.readTree(schema), ToolJson.MAPPER.readTree(value), description));
        return DagToolSchema.of(FakeAirflow.dag("backup", false, params));
    }
}
