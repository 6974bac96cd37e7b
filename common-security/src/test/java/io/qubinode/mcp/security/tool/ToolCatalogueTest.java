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
                "said":{"type":"array","items":{"type":"string"}}},\
                "required":["at","mood","said"]}""");
    }

    @Test
    void refusesTwoToolsOfOneName() {
        var twice = java.util.stream.Stream.of(new ProbeTools(), new ProbeTools())
                .flatMap(provider -> provider.tools().stream())
                .toList();
        assertThatThrownBy(() -> new ToolCatalogue(twice)).hasMessage("Two tools are named echo");
    }
}
