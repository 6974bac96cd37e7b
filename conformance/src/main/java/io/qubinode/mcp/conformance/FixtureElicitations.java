package io.qubinode.mcp.conformance;

import io.quarkiverse.mcp.server.ElicitationRequest;
import io.quarkiverse.mcp.server.ElicitationRequest.BooleanSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.EnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.IntegerSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.MultiSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.NumberSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.SingleSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.StringSchema;
import io.quarkiverse.mcp.server.ElicitationResponse;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import java.util.List;
import java.util.Locale;

/** The fixtures that ask the client's user. */
final class FixtureElicitations {

    private FixtureElicitations() {}

    static ToolResponse of(String tool, ToolArguments arguments) {
        if (!arguments.elicitation().isFormModeSupported()) {
            return ToolResponse.error("The client has nobody to ask.");
        }
        var request = arguments.elicitation().requestBuilder();
        return switch (tool) {
            case "test_elicitation" -> answer("User response: ", contact(request, arguments));
            case "test_elicitation_sep1034_defaults" -> answer("Elicitation completed: ", defaults(request));
            case "test_elicitation_sep1330_enums" -> answer("Elicitation completed: ", enums(request));
            default -> throw new IllegalArgumentException(tool);
        };
    }

    private static ToolResponse answer(String start, ElicitationRequest.Builder request) {
        ElicitationResponse answer = request.build().sendAndAwait();
        return ToolResponse.success(start + "action=" + answer.action().name().toLowerCase(Locale.ROOT) + ", content="
                + (answer.content() == null ? "{}" : answer.content().asMap()));
    }

    private static ElicitationRequest.Builder contact(ElicitationRequest.Builder request, ToolArguments arguments) {
        return request.setMessage(arguments.args().get("message").toString())
                .addSchemaProperty("username", new StringSchema(true))
                .addSchemaProperty("email", new StringSchema(true));
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1034 */
    private static ElicitationRequest.Builder defaults(ElicitationRequest.Builder request) {
        return request.setMessage("Please look these over.")
                .addSchemaProperty("name", new StringSchema("John Doe"))
                .addSchemaProperty("age", new IntegerSchema(30))
                .addSchemaProperty("score", new NumberSchema(95.5))
                .addSchemaProperty(
                        "status",
                        EnumSchema.builder(List.of("active", "inactive", "pending"))
                                .setDefaultValue("active")
                                .build())
                .addSchemaProperty("verified", new BooleanSchema(null, null, true, false));
    }

    /** https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1330 */
    private static ElicitationRequest.Builder enums(ElicitationRequest.Builder request) {
        List<String> options = List.of("option1", "option2", "option3");
        List<String> values = List.of("value1", "value2", "value3");
        return request.setMessage("Please choose.")
                .addSchemaProperty("untitledSingle", new SingleSelectEnumSchema(options))
                .addSchemaProperty(
                        "titledSingle",
                        SingleSelectEnumSchema.builder(values)
                                .setEnumTitles(List.of("First Option", "Second Option", "Third Option"))
                                .build())
                .addSchemaProperty(
                        "legacyEnum",
                        EnumSchema.builder(List.of("opt1", "opt2", "opt3"))
                                .setEnumNames(List.of("Option One", "Option Two", "Option Three"))
                                .build())
                .addSchemaProperty("untitledMulti", new MultiSelectEnumSchema(options))
                .addSchemaProperty(
                        "titledMulti",
                        MultiSelectEnumSchema.builder(values)
                                .setEnumTitles(List.of("First Choice", "Second Choice", "Third Choice"))
                                .build());
    }
}
