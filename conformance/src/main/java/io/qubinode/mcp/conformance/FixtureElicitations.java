package io.qubinode.mcp.conformance;

import io.quarkiverse.mcp.server.ElicitationRequest.BooleanSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.EnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.IntegerSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.MultiSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.NumberSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.PrimitiveSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.SingleSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.StringSchema;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.qubinode.mcp.security.mcp.ClientQuestions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fixtures that ask the client's user. */
final class FixtureElicitations {

    private FixtureElicitations() {}

    /** A form for the user. */
    private record Form(String message, Map<String, PrimitiveSchema> fields) {

        Form(String message) {
            this(message, new LinkedHashMap<>());
        }

        Form with(String name, PrimitiveSchema schema) {
            fields.put(name, schema);
            return this;
        }

        JsonObject json() {
            var properties = new JsonObject();
            var required = new JsonArray();
            fields.forEach((name, schema) -> {
                properties.put(name, schema.asJson());
                if (schema.required()) {
                    required.add(name);
                }
            });
            return new JsonObject()
                    .put("mode", "form")
                    .put("message", message)
                    .put(
                            "requestedSchema",
                            new JsonObject()
                                    .put("type", "object")
                                    .put("properties", properties)
                                    .put("required", required));
        }
    }

    static ToolResponse of(String tool, ToolArguments arguments, ClientQuestions.Asker client) {
        if (!arguments.elicitation().isFormModeSupported()) {
            return ToolResponse.error("The client has nobody to ask.");
        }
        return switch (tool) {
            case "test_elicitation" -> answer("User response: ", contact(arguments), client);
            case "test_elicitation_sep1034_defaults" -> answer("Elicitation completed: ", defaults(), client);
            case "test_elicitation_sep1330_enums" -> answer("Elicitation completed: ", enums(), client);
            default -> throw new IllegalArgumentException(tool);
        };
    }

    private static ToolResponse answer(String start, Form form, ClientQuestions.Asker client) {
        JsonObject answer = client.ask("elicitation/create", form.json()).join();
        return ToolResponse.success(start + "action=" + answer.getString("action") + ", content="
                + answer.getJsonObject("content", new JsonObject()).getMap());
    }

    private static Form contact(ToolArguments arguments) {
        return new Form(arguments.args().get("message").toString())
                .with("username", new StringSchema(true))
                .with("email", new StringSchema(true));
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1034 */
    private static Form defaults() {
        return new Form("Please look these over.")
                .with("name", new StringSchema("John Doe"))
                .with("age", new IntegerSchema(30))
                .with("score", new NumberSchema(95.5))
                .with(
                        "status",
                        EnumSchema.builder(List.of("active", "inactive", "pending"))
                                .setDefaultValue("active")
                                .build())
                .with("verified", new BooleanSchema(null, null, true, false));
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1330 */
    private static Form enums() {
        List<String> options = List.of("option1", "option2", "option3");
        List<String> values = List.of("value1", "value2", "value3");
        return new Form("Please choose.")
                .with("untitledSingle", new SingleSelectEnumSchema(options))
                .with(
                        "titledSingle",
                        SingleSelectEnumSchema.builder(values)
                                .setEnumTitles(List.of("First Option", "Second Option", "Third Option"))
                                .build())
                .with(
                        "legacyEnum",
                        EnumSchema.builder(List.of("opt1", "opt2", "opt3"))
                                .setEnumNames(List.of("Option One", "Option Two", "Option Three"))
                                .build())
                .with("untitledMulti", new MultiSelectEnumSchema(options))
                .with(
                        "titledMulti",
                        MultiSelectEnumSchema.builder(values)
                                .setEnumTitles(List.of("First Choice", "Second Choice", "Third Choice"))
                                .build());
    }
}
