package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsTest {

    record Question(String word) {}

    record Reply(String text) {}

    record Other(String text) {}

    @Test
    void leavesTheToolsOfASinglePlaceAsTheyAre() {
        Tool<?, ?> tool = tool("ask", Reply.class);
        assertThat(merged(tool)).isEqualTo(List.of(tool));
    }

    @Test
    void letsTheCallerChooseAmongSeveral() {
        Tool<?, ?> tool =
                merged(tool("ask", Reply.class), tool("ask", Reply.class)).getFirst();
        ObjectNode schema = new CatalogueEntry(tool).inputSchema();
        assertThat(schema.at("/properties/town").toString())
                .isEqualTo("{\"type\":\"string\",\"description\":\"Town to ask. Default: town0.\","
                        + "\"enum\":[\"town0\",\"town1\"]}");
        assertThat(schema.path("required").toString()).isEqualTo("[\"word\"]");
        assertThat(new CatalogueEntry(tool)
                        .outputSchema()
                        .at("/properties/town/type")
                        .asText())
                .isEqualTo("string");
    }

    @Test
    void takesTheChoiceOutOfTheArguments() {
        ObjectNode arguments =
                ToolJson.MAPPER.createObjectNode().put("town", "town1").put("word", "hi");
        assertThat(targets(new TargetSelector.First<>()).take(arguments)).contains("town1");
        assertThat(arguments).isEqualTo(ToolJson.MAPPER.createObjectNode().put("word", "hi"));
        assertThat(targets(new TargetSelector.First<>())
                        .take(ToolJson.MAPPER.createObjectNode().putNull("town")))
                .isEmpty();
    }

    @Test
    void worksWhereItIsToldToAndAtTheFirstOtherwise() {
        Targets<Question, Reply> targets = targets(new TargetSelector.First<>());
        Targets.Chosen<Question, Reply> chosen = targets.choose(Optional.of("town1"), new Question("hi"));
        assertThat(chosen.place()).contains("town1");
        assertThat(chosen.function()).isSameAs(targets.functions().get("town1"));
        assertThat(targets.choose(Optional.empty(), new Question("hi")).place()).contains("town0");
    }

    @Test
    void findsThePlaceByTheOtherArguments() {
        Targets<Question, Reply> targets = targets(new TargetSelector.Found<>(Question::word));
        assertThat(targets.choose(Optional.empty(), new Question("town1")).place())
                .contains("town1");
        assertThat(targets.choose(Optional.of("town0"), new Question("town1")).place())
                .contains("town0");
    }

    @Test
    void worksAtAllOfThemTogether() {
        ToolFunction<Question, Reply> all = (input, call) -> new Reply("all " + input.word());
        Targets<Question, Reply> targets = targets(new TargetSelector.Together<>(all));
        assertThat(targets.choose(Optional.empty(), new Question("hi")))
                .isEqualTo(new Targets.Chosen<>(Optional.empty(), all));
    }

    @Test
    void refusesAPlaceThatIsNot() {
        assertThatThrownBy(() -> targets(new TargetSelector.First<>())
                        .take(ToolJson.MAPPER.createObjectNode().put("town", 1)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("town must be one of town0, town1");
    }

    @Test
    void mergesOnlyWhatIsTheSame() {
        assertThatThrownBy(() -> merged(tool("ask", Reply.class), tool("ask", Other.class)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> merged(tool("ask", Reply.class), tool("tell", Reply.class)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Targets<Question, Reply> targets(TargetSelector<Question, Reply> selector) {
        var functions = new LinkedHashMap<String, ToolFunction<Question, Reply>>();
        functions.put("town0", (input, call) -> new Reply("town0 " + input.word()));
        functions.put("town1", (input, call) -> new Reply("town1 " + input.word()));
        return new Targets<>("town", "Town to ask", functions, selector);
    }

    private static List<Tool<?, ?>> merged(Tool<?, ?>... tools) {
        var byPlace = new LinkedHashMap<String, List<Tool<?, ?>>>();
        for (Tool<?, ?> tool : tools) {
            byPlace.put("town" + byPlace.size(), List.of(tool));
        }
        return Targets.merged("town", "Town to ask", byPlace);
    }

    private static <O extends Record> Tool<Question, O> tool(String name, Class<O> output) {
        return Tool.reads(name, "asking").title("Ask").description("Asks.").does(Question.class, output, (in, call) -> {
            throw new AssertionError("not called");
        });
    }
}
