package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"string"}                       | "text" | 5
            {"type":"integer"}                      | 5      | 5.5
            {"type":"number"}                       | 5.5    | "5.5"
            {"type":"boolean"}                      | true   | "true"
            {"type":"array"}                        | [1]    | {"0":1}
            {"type":"object"}                       | {"a":1}| [1]
            {"type":"null"}                         | null   | 0
            {"type":["null","string"]}              | null   | 1
            {"type":"string","enum":["a","b"]}      | "a"    | "c"
            {"type":"integer","minimum":1}          | 1      | 0
            {"type":"integer","maximum":9}          | 9      | 10
            {"type":"string","minLength":2}         | "ab"   | "a"
            {"type":"string","pattern":"^[a-z]+$"}  | "ab"   | "A"
            {"type":"array","items":{"type":"integer"}} | [1] | ["1"]
            """)
    void takesWhatFitsAndNamesWhatDoesNot(String schema, String good, String bad) {
        DagDetails dag = dag("size", schema, "null");
        assertThat(ConfCheck.undeclared(dag, conf("{\"size\":" + good + "}"))).isEmpty();
        assertThatThrownBy(() -> ConfCheck.undeclared(dag, conf("{\"size\":" + bad + "}")))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.error().message())
                            .startsWith("conf does not fit the params of DAG backup: size: ")
                            .doesNotContain("$:");
                    assertThat(e.error().hint()).isEqualTo("Its params are size.");
                });
    }

    @Test
    void refusesAConfOfMoreThan64Kilobytes() {
        ConfCheck.requireSmall(Map.of("text", "x".repeat(65_000)));
        assertThatThrownBy(() -> ConfCheck.requireSmall(Map.of("text", "x".repeat(66_000))))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("at most 65536 are allowed");
    }

    @Test
    void takesTheDefaultOfWhatIsLeftOut() {
        assertThat(ConfCheck.undeclared(dag("size", "{\"type\":\"integer\"}", "7"), Map.of()))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> ConfCheck.undeclared(dag("size", "{\"type\":\"integer\"}", "null"), Map.of()))
                .hasMessageContaining("size is missing");
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        var params = new TreeMap<String, DagParam>();
        params.putAll(dag("a", "{\"type\":\"integer\"}", "null").params());
        params.putAll(dag("b", "{\"type\":\"string\"}", "null").params());
        assertThatThrownBy(() -> ConfCheck.undeclared(FakeAirflow.dag("backup", false, params), conf("{\"b\":1}")))
                .hasMessageContaining("a is missing; b: ");
    }

    @Test
    void givesTheNamesThatTheDagDoesNotDeclare() {
        assertThat(ConfCheck.undeclared(dag("size", "{}", "1"), conf("{\"zise\":1,\"also\":2}")))
                .containsExactly("also", "zise");
    }

    @Test
    void takesAnythingWhereADagDeclaresNothing() {
        assertThat(ConfCheck.undeclared(FakeAirflow.dag("backup", false, Map.of()), conf("{\"a\":{\"b\":[null]}}")))
                .isEmpty();
    }

    private static DagDetails dag(String param, String schema, String value) {
        try {
            var declared =
                    new DagParam(ToolJson.MAPPER.readTree(schema), ToolJson.MAPPER.readTree(value), Optional.empty());
            return FakeAirflow.dag("backup", false, Map.of(param, declared));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> conf(String json) {
        try {
            return ToolJson.MAPPER.readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
