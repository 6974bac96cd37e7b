package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.testing.ProbeTools;
import org.junit.jupiter.api.Test;

class ToolCatalogueTest {

    private final ToolCatalogue catalogue = new ToolCatalogue(new ProbeTools().tools());

    @Test
    void makesTheInputSchemaFromTheRecord() {
        assertThat(catalogue.find("echo").orElseThrow().inputSchema()).hasToString("""
                {"type":"object","properties":{\
                "addressed_to":{"type":"string","maxLength":10},\
                "extra":{"type":"object","default":{}},\
                "message":{"type":"string","description":"What to say","minLength":1,"maxLength":100},\
                "mood":{"type":"string","enum":["quite_calm","loud"],"default":"quite_calm"},\
                "tags":{"default":[],"type":"array","items":{"type":"string","maxLength":5}},\
                "times":{"type":"integer","default":2,"minimum":1,"maximum":5}},\
                "required":["message"],"additionalProperties":false}""");
    }

    @Test
    void makesTheOutputSchemaFromTheRecord() {
        assertThat(catalogue.find("echo").orElseThrow().outputSchema()).hasToString("""
                {"type":"object","properties":{\
                "addressed_to":{"type":"string"},\
                "at":{"type":"string","format":"date-time"},\
                "mood":{"type":"string","enum":["quite_calm","loud"]},\
                "said":{"x-written-by-others":true,"type":"array","items":{"type":"string"}}},\
                "required":["at","mood","said"]}""");
    }

    @Test
    void refusesTwoToolsOfOneName() {
        var twice = java.util.stream.Stream.of(new ProbeTools(), new ProbeTools())
                .flatMap(provider -> provider.tools().stream())
                .toList();
        assertThatThrownBy(() -> new ToolCatalogue(twice)).hasMessage("Two tools are named echo");
    }

    @Test
    void letsToolsComeAndGoAndTellsWhichDid() {
        var changes = new java.util.ArrayList<String>();
        catalogue.listen(change -> changes.add(names(change.gone()) + " " + names(change.come())));
        changes.clear();
        catalogue.replaceRunTimeTools(java.util.List.of(given("a", "one"), given("b", "one")));
        catalogue.replaceRunTimeTools(java.util.List.of(given("a", "one"), given("b", "another")));
        catalogue.replaceRunTimeTools(java.util.List.of(given("a", "one"), given("b", "another")));
        catalogue.replaceRunTimeTools(java.util.List.of());
        assertThat(changes).containsExactly("[] [a, b]", "[b] [b]", "[a, b] []");
        assertThat(catalogue.find("a")).isEmpty();
        assertThat(catalogue.find("echo")).isPresent();
    }

    @Test
    void refusesAToolAtRunTimeThatHasTheNameOfADeclaredOne() {
        assertThatThrownBy(() -> catalogue.replaceRunTimeTools(java.util.List.of(given("echo", "x"))))
                .hasMessage("Two tools are named echo");
        assertThat(catalogue.find("echo").orElseThrow().tool().description()).isNotEqualTo("x");
    }

    @Test
    void checksGivenArgumentsInTheWordsOfTheSchema() throws java.io.IOException {
        var schema = (com.fasterxml.jackson.databind.node.ObjectNode) ToolJson.MAPPER.readTree("""
                {"type":"object","properties":{"hosts":{"type":"integer","maximum":20}}}""");
        var arguments = (com.fasterxml.jackson.databind.node.ObjectNode) ToolJson.MAPPER.readTree("{\"hosts\":99}");
        assertThat(GivenSchema.problems(schema, arguments)).containsExactly("hosts must have a maximum value of 20");
    }

    private static java.util.List<String> names(java.util.List<CatalogueEntry> entries) {
        return entries.stream().map(CatalogueEntry::name).toList();
    }

    private static Tool<?, ?> given(String name, String description) {
        return Tool.reads(name, "run_time")
                .title(name)
                .description(description)
                .does(
                        ToolJson.MAPPER.createObjectNode().put("type", "object"),
                        GivenArguments.class,
                        (arguments, call) -> arguments);
    }
}
