package io.qubinode.mcp.endpoints.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

    private static String textOf(String json) {
        try {
            ObjectNode answer = (ObjectNode) ToolJson.MAPPER.readTree(json);
            return AnswerText.of(answer, answer.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void writesAListOfThingsAlikeAsATable() {
        assertThat(textOf("""
                {"vms": [{"name": "web1", "state": "running", "memory_mib": 8192}, {"name": "db 1", "state": "shut_off",
                 "hint": "Start it."}], "total": 2, "next_cursor": "abc="}""")).isEqualTo("""
                        vms (name | state | memory_mib | hint):
                        - web1 | running | 8192 | -
                        - db 1 | shut_off | - | Start it.
                        total: 2
                        next_cursor: abc=""");
    }

    @Test
    void indentsWhatIsWithin() {
        assertThat(textOf("""
                {"run": {"run_id": "manual__1", "conf": {"a": 1}, "tags": ["x", "y"]}, "tasks": [{"id": "t", "tries": [{"n": 1}, {"n": 2}]}],
                 "text": "first\\n\\nlast", "none": [], "empty": {}}""")).isEqualTo("""
                        run:
                          run_id: manual__1
                          conf:
                            a: 1
                          tags: x, y
                        tasks:
                        - id: t
                          tries (n):
                          - 1
                          - 2
                        text:
                          first
                         \s
                          last
                        none: []
                        empty: {}""");
    }

    @Test
    void quotesWhatCouldBeTakenForSomethingElse() {
        assertThat(textOf("""
                {"a": "5", "b": "true", "c": "", "d": " x", "e": "x | y", "f": "-", "g": "\\u001b[0m", "h": ["x, y", "z"],
                 "long enough to be shorter": "than its JSON", "rows": [{"x": "a | b"}, {"x": "two\\nlines"}]}""")).isEqualTo("""
                        a: "5"
                        b: "true"
                        c: ""
                        d: " x"
                        e: "x | y"
                        f: "-"
                        g: "\\u001B[0m"
                        h:
                        - x, y
                        - z
                        long enough to be shorter: than its JSON
                        rows (x):
                        - "a | b"
                        - "two\\nlines\"""");
    }

    @Test
    void staysJsonWhereThatIsNotLonger() {
        assertThat(textOf("{}")).isEqualTo("{}");
    }

    /** Nothing in a value begins a line of its own at the level of its field. */
    @Property(tries = 300)
    void noValuePassesForAField(@ForAll @Size(min = 1) List<String> values) {
        ObjectNode answer = ToolJson.MAPPER.createObjectNode();
        var keys = new ArrayList<String>();
        values.forEach(value -> {
            String key = "field_with_a_long_name_" + keys.size();
            keys.add(key);
            answer.put(key, value + "\nstate: success");
        });
        String text = AnswerText.of(answer, answer.toString() + " ".repeat(10_000));
        assertThat(text.lines()
                        .filter(line -> !line.startsWith("  "))
                        .map(line -> line.substring(0, line.indexOf(':'))))
                .hasSameElementsAs(keys);
    }

    /** Many clients show a model the text only. */
    @Property(tries = 500)
    void saysAllThatTheAnswerHolds(@ForAll("answers") ObjectNode answer) {
        String text = AnswerText.of(answer, answer + " ".repeat(10_000));
        assertThat(said(answer)).allMatch(what -> says(text, what));
    }

    @Provide
    Arbitrary<ObjectNode> answers() {
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(TextNode::valueOf),
                Arbitraries.of("a | b", "- x", "x, y", "two\nlines", "\n", " ", "5", "null", "{}", "ü\u001b")
                        .map(TextNode::valueOf),
                Arbitraries.integers().map(IntNode::valueOf),
                Arbitraries.of(true, false).map(BooleanNode::valueOf));
        Arbitrary<JsonNode> values = scalars;
        for (int depth = 0; depth < 3; depth++) {
            Arbitrary<JsonNode> inner = values;
            values = Arbitraries.frequencyOf(
                    Tuple.of(3, scalars),
                    Tuple.of(1, lists(inner)),
                    Tuple.of(2, lists(objects(inner).map(JsonNode.class::cast))),
                    Tuple.of(1, objects(inner).map(JsonNode.class::cast)));
        }
        return objects(values);
    }

    private static Arbitrary<JsonNode> lists(Arbitrary<JsonNode> items) {
        return items.list().ofMaxSize(4).map(ToolJson.MAPPER::valueToTree);
    }

    private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of("name", "state", "next_cursor", "hint", "runs"), values)
                .ofMaxSize(4)
                .map(ToolJson.MAPPER::valueToTree);
    }

    private static Stream<String> said(JsonNode value) {
        return switch (value) {
            case ObjectNode object ->
                object.propertyStream()
                        .flatMap(field -> Stream.concat(Stream.of(field.getKey()), said(field.getValue())));
            case ArrayNode list -> list.valueStream().flatMap(AnswerTextTest::said);
            default -> Stream.of(value.asText());
        };
    }

    /** Line by line, or as JSON writes it. */
    private static boolean says(String text, String what) {
        String json = TextNode.valueOf(what).toString();
        return what.lines().allMatch(text::contains) || text.contains(json.substring(1, json.length() - 1));
    }
}
