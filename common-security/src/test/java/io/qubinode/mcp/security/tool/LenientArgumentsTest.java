package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LenientArgumentsTest {

    private static final ObjectNode SCHEMA = json("""
            {"type": "object", "properties": {
              "conf": {"type": "object"}, "names": {"type": "array", "items": {"type": "string"}}, "limit": {"type": "integer"},
              "share": {"type": "number"}, "mode": {"type": "string", "enum": ["on", "off"]}, "dry_run": {"type": "boolean"}, "note": {"type": "string"},
              "any": {}, "nullable": {"type": ["integer", "null"]}, "either": {"type": ["object", "string"]},
              "disks": {"type": "array", "items": {"$ref": "#/$defs/Disk"}}},
             "$defs": {"Disk": {"type": "object", "properties": {"gib": {"type": "integer"}, "name": {"type": "string"}}}}}""");

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) ToolJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"conf\": \"{\\\"vm_name\\\": \\\"x\\\"}\"} | {\"conf\": {\"vm_name\": \"x\"}}",
                "{\"conf\": \" {\\\"a\\\": 1}\\n\"} | {\"conf\": {\"a\": 1}}",
                "{\"names\": \"[\\\"a\\\", \\\"b\\\"]\"} | {\"names\": [\"a\", \"b\"]}",
                "{\"limit\": \"5\"} | {\"limit\": 5}",
                "{\"nullable\": \"5\"} | {\"nullable\": 5}",
                "{\"share\": \"0.5\"} | {\"share\": 0.5}",
                "{\"dry_run\": \"false\"} | {\"dry_run\": false}",
                "{\"dry_run\": \"True\"} | {\"dry_run\": true}",
                "{\"disks\": \"[{\\\"gib\\\": \\\"10\\\"}]\"} | {\"disks\": [{\"gib\": 10}]}",
                "{\"disks\": [\"{\\\"gib\\\": 10}\"]} | {\"disks\": [{\"gib\": 10}]}"
            })
    void readsJsonTextWhereTheSchemaWantsNoText(String sent, String meant) {
        ObjectNode arguments = json(sent);
        LenientArguments.readJsonTexts(SCHEMA, arguments);
        assertThat(arguments).isEqualTo(json(meant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"note\": \"{\\\"a\\\": 1}\"}",
                "{\"note\": \"5\"}",
                "{\"names\": [\"5\", \"true\"]}",
                "{\"any\": \"5\"}",
                "{\"either\": \"{}\"}",
                "{\"conf\": {\"limit\": \"5\", \"list\": [\"1\"]}}",
                "{\"disks\": [{\"name\": \"5\"}]}",
                "{\"limit\": \"five\"}",
                "{\"limit\": \"5 6\"}",
                "{\"limit\": \"\"}",
                "{\"limit\": \"true\"}",
                "{\"dry_run\": \"yes\"}",
                "{\"conf\": \"[1]\"}",
                "{\"conf\": \"null\"}",
                "{\"unknown\": \"5\"}"
            })
    void leavesWhatIsTextOrNotJsonOfTheWantedType(String sent) {
        ObjectNode arguments = json(sent);
        LenientArguments.readJsonTexts(SCHEMA, arguments);
        assertThat(arguments).isEqualTo(json(sent));
    }

    @Test
    void changesNothingOfWhatTheCallerHolds() {
        ObjectNode sent = json("{\"disks\": [{\"gib\": \"10\"}], \"names\": [\" a \"]}");
        ObjectNode copy = ToolJson.MAPPER.createObjectNode().setAll(sent);
        LenientArguments.readJsonTexts(SCHEMA, copy);
        LenientArguments.strip(SCHEMA, Set.of(), copy);
        assertThat(sent).isEqualTo(json("{\"disks\": [{\"gib\": \"10\"}], \"names\": [\" a \"]}"));
    }

    @Test
    void stripsWhiteSpaceAroundValues() {
        ObjectNode arguments = json(
                "{\"note\": \" a b\\n\", \"names\": [\"\\ta\"], \"grep\": \" 500 \", \"mode\": \"on\\n\", \"conf\": {\"a\": \" b \"}}");
        LenientArguments.strip(SCHEMA, Set.of("grep", "mode"), arguments);
        assertThat(arguments)
                .isEqualTo(
                        json(
                                "{\"note\": \"a b\", \"names\": [\"a\"], \"grep\": \" 500 \", \"mode\": \"on\", \"conf\": {\"a\": \" b \"}}"));
    }
}
