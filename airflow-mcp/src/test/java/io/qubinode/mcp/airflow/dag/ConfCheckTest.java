package io.qubinode.mcp.airflow.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.DagParam;
import io.qubinode.mcp.airflow.testing.FakeAirflow;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(ConfCheck.problems(dag, conf("{\"size\":" + good + "}"))).isEmpty();
        assertThat(ConfCheck.problems(dag, conf("{\"size\":" + bad + "}")))
                .singleElement()
                .asString()
                .startsWith("size: ")
                .doesNotContain("$:");
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
        assertThat(ConfCheck.problems(dag("size", "{\"type\":\"integer\"}", "7"), Map.of()))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(ConfCheck.problems(dag("size", "{\"type\":\"integer\"}", "null"), Map.of()))
                .containsExactly("size is missing");
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        var params = new TreeMap<String, DagParam>();
        params.putAll(dag("a", "{\"type\":\"integer\"}", "null").params());
        params.putAll(dag("b", "{\"type\":\"string\"}", "null").params());
        assertThat(ConfCheck.problems(FakeAirflow.dag("backup", false, params), conf("{\"b\":1}")))
                .hasSize(2)
                .first()
                .isEqualTo("a is missing");
    }

    @Test
    void doesNotCheckADefaultThatNobodyGave() {
        assertThat(ConfCheck.problems(dag("size", "{\"type\":\"integer\"}", "\"many\""), Map.of()))
                .isEmpty();
    }

    static List<Arguments> onlyForPython() {
        return List.of(
                arguments("{\"type\":\"string\",\"pattern\":\"^(?P<env>dev|prod)$\"}", "\"dev\""),
                arguments("{\"type\":\"string\",\"pattern\":\"^(?!root$)[a-z]+$\"}", "\"root\""),
                arguments("{\"type\":\"string\",\"pattern\":\"(?P=env)[\"}", "\"x\""),
                arguments("{\"type\":\"string\",\"format\":\"time\"}", "\"12:13:14\""),
                arguments("{\"$ref\":\"http://127.0.0.1:9/schema.json\"}", "1"),
                arguments("{\"type\":\"number\",\"exclusiveMinimum\":true}", "1"),
                arguments("{\"type\":\"integer\",\"minimum\":\"a\",\"enum\":1}", "1"));
    }

    @ParameterizedTest
    @MethodSource("onlyForPython")
    void hasNoOpinionOnWhatOnlyPythonUnderstands(String schema, String value) {
        assertThat(ConfCheck.problems(dag("size", schema, "null"), conf("{\"size\":" + value + "}")))
                .isEmpty();
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
