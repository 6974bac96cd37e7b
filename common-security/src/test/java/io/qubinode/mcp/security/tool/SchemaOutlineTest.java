package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaOutlineTest {

    enum Colour {
        RED,
        DARK_BLUE
    }

    record Input(
            @Pattern(regexp = "[a-z]+|x") String name,
            @JsonPropertyDescription("Colour of the wall.") Optional<Colour> colour,
            Optional<String> pattern) {}

    record Part(String name, Colour colour) {}

    record Output(Colour colour, Part first, List<Part> all, Optional<Integer> count) {}

    @Test
    void anchorsPatternsForJsonSchemaMatchesAnyPart() {
        assertThat(RecordSchemas.ofInput(Input.class)
                        .at("/properties/name/pattern")
                        .asText())
                .isEqualTo("^(?:[a-z]+|x)$");
    }

    @Test
    void makesAnOptionalEnumAPlainOne() {
        assertThat(RecordSchemas.ofInput(Input.class).at("/properties/colour")).hasToString("""
                {"type":"string","enum":["red","dark_blue"],"description":"Colour of the wall."}""");
    }

    @Test
    void leavesRegularExpressionsOutOfTheListedInputButNotAnArgumentOfThatName() {
        assertThat(SchemaOutline.ofInput(RecordSchemas.ofInput(Input.class))).hasToString("""
                {"type":"object","properties":{\
                "colour":{"type":"string","enum":["red","dark_blue"],"description":"Colour of the wall."},\
                "name":{"type":"string"},\
                "pattern":{"type":"string"}},\
                "required":["name"],"additionalProperties":false}""");
    }

    @Test
    void listsTheFirstLevelOfTheOutput() {
        assertThat(SchemaOutline.ofOutput(RecordSchemas.ofOutput(Output.class))).hasToString("""
                {"type":"object","properties":{\
                "all":{"type":"array"},\
                "colour":{"type":"string"},\
                "count":{"type":"integer"},\
                "first":{"type":"object"}}}""");
    }

    @Test
    void leavesTheWholeSchemasAsTheyAre() {
        var input = RecordSchemas.ofInput(Input.class);
        var before = input.deepCopy();
        SchemaOutline.ofInput(input);
        assertThat(input).isEqualTo(before);
    }
}
