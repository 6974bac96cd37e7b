package io.qubinode.mcp.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;

/** The forms that the fixtures show to the client's user. */
final class Forms {

    private Forms() {}

    static ObjectNode contact(String message) {
        ObjectNode form = form(message);
        field(form, "username", "string");
        field(form, "email", "string");
        form.withObject("/requestedSchema").putArray("required").add("username").add("email");
        return form;
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1034 */
    static ObjectNode defaults() {
        ObjectNode form = form("Please look these over.");
        field(form, "name", "string").put("default", "John Doe");
        field(form, "age", "integer").put("default", 30);
        field(form, "score", "number").put("default", 95.5);
        texts(
                field(form, "status", "string").put("default", "active").putArray("enum"),
                "active",
                "inactive",
                "pending");
        field(form, "verified", "boolean").put("default", true);
        return form;
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1330 */
    static ObjectNode enums() {
        ObjectNode form = form("Please choose.");
        texts(field(form, "untitledSingle", "string").putArray("enum"), "option1", "option2", "option3");
        titled(field(form, "titledSingle", "string").putArray("oneOf"), "Option");
        ObjectNode legacy = field(form, "legacyEnum", "string");
        texts(legacy.putArray("enum"), "opt1", "opt2", "opt3");
        texts(legacy.putArray("enumNames"), "Option One", "Option Two", "Option Three");
        texts(
                field(form, "untitledMulti", "array")
                        .putObject("items")
                        .put("type", "string")
                        .putArray("enum"),
                "option1",
                "option2",
                "option3");
        titled(field(form, "titledMulti", "array").putObject("items").putArray("anyOf"), "Choice");
        return form;
    }

    private static ObjectNode form(String message) {
        ObjectNode form = ToolJson.MAPPER.createObjectNode().put("mode", "form").put("message", message);
        form.putObject("requestedSchema").put("type", "object").putObject("properties");
        return form;
    }

    private static ObjectNode field(ObjectNode form, String name, String type) {
        return form.withObject("/requestedSchema/properties").putObject(name).put("type", type);
    }

    private static void texts(ArrayNode array, String... texts) {
        for (String text : texts) {
            array.add(text);
        }
    }

    private static void titled(ArrayNode choices, String what) {
        choices.addObject().put("const", "value1").put("title", "First " + what);
        choices.addObject().put("const", "value2").put("title", "Second " + what);
        choices.addObject().put("const", "value3").put("title", "Third " + what);
    }
}
