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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DagToolSchemaTest {

    @Test
    void takesOverWhatTheDagSaysOfItsParams() throws JsonProcessingException {
        assertThat(schema("""
                {"type":"integer","minimum":1,"section":"Form"}""", "3", Optional.of("How many")))
                .asString()
                .startsWith("{\"type\":\"object\",\"properties\":{\"p\":{\"type\":\"integer\",\"minimum\":1,"
                        + "\"description\":\"How many\",\"default\":3},\"logical_date\":{\"type\":\"string\"")
                .contains("\"additionalProperties\":false}");
    }

    @Test
    void asksForAParamWithoutDefaultUnlessItMayBeNull() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"string\"}", "null", Optional.empty()).path("required"))
                .hasToString("[\"p\"]");
        assertThat(schema("{\"type\":[\"null\",\"string\"]}", "null", Optional.empty())
                        .has("required"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\",\"pattern\":\"^(?P<env>dev|prod)$\"}",
                "{\"type\":\"string\",\"format\":\"time\"}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"pattern\":\"(?=a)a\"}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://x\",\"format\":\"time\"}}}"
            })
    void leavesToAirflowWhatOnlyPythonUnderstands(String param) throws JsonProcessingException {
        ObjectNode property = (ObjectNode)
                schema(param, "null", Optional.empty()).path("properties").path("p");
        assertThat(property.findValue("pattern")).isNull();
        assertThat(property.findValue("format")).isNull();
        assertThat(property.findValue("$ref")).isNull();
    }

    @Test
    void tellsOfAPatternInWords() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"string\",\"pattern\":\"^a$\"}", "\"a\"", Optional.of("A letter"))
                        .path("properties")
                        .path("p")
                        .path("description")
                        .asText())
                .isEqualTo("A letter; pattern: ^a$");
    }

    private static ObjectNode schema(String schema, String value, Optional<String> description)
            throws JsonProcessingException {
        var params = Map.of(
                "p", new DagParam(ToolJson.MAPPER.readTree(schema), ToolJson.MAPPER.readTree(value), description));
        return DagToolSchema.of(FakeAirflow.dag("backup", false, params));
    }
}
