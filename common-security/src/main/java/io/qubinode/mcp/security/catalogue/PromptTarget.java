package io.qubinode.mcp.security.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.operation.Work;
import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import io.qubinode.mcp.security.tool.ContentBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A prompt by its name; the operation's arguments hold {@code name} and {@code arguments}. */
record PromptTarget(String name, PromptCatalogue prompts) implements Target<List<ContentBlock>> {

    /** Characters of an argument. */
    static final int LONGEST_ARGUMENT = 2_000;

    private static final int LONGEST_NAME = 64;

    @Override
    public Kind kind() {
        return Kind.WORK;
    }

    @Override
    public boolean exists() {
        return prompts.exists(name);
    }

    @Override
    public boolean isVisibleTo(Caller caller) {
        return prompts.find(caller, name).isPresent();
    }

    @Override
    public ToolError missing(Caller caller) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        List<String> offered =
                prompts.offeredTo(caller).stream().map(Prompt::name).toList();
        return new ToolError(
                ErrorCode.NOT_FOUND,
                "There is no prompt named \"" + shown + "\".",
                Suggestions.hint(name, offered, "prompts/list names them."));
    }

    @Override
    public Work<List<ContentBlock>> bind(Operation operation) {
        Prompt prompt = prompts.find(operation.caller(), name).orElseThrow();
        Map<String, String> given = texts(operation.arguments().orElseGet(ToolJson.MAPPER::createObjectNode));
        for (Prompt.Argument argument : prompt.arguments()) {
            String value = given.getOrDefault(argument.name(), "");
            if (argument.required() && value.isBlank()) {
                throw invalid(argument.name() + " is missing.", argument.description());
            }
            if (value.length() > LONGEST_ARGUMENT) {
                throw invalid(
                        argument.name() + " is longer than " + LONGEST_ARGUMENT + " characters.", "Say it shorter.");
            }
        }
        return () -> prompt.messages().apply(given, operation);
    }

    private static Map<String, String> texts(ObjectNode params) {
        JsonNode arguments = params.path("arguments");
        if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
            throw invalid("The arguments are not a JSON object.", "Send an object with one text for each argument.");
        }
        var texts = new HashMap<String, String>();
        arguments.properties().forEach(argument -> {
            if (!argument.getValue().isTextual() && !argument.getValue().isNull()) {
                throw invalid(argument.getKey() + " must be a string.", "Correct it and ask again.");
            }
            if (argument.getValue().isTextual()) {
                texts.put(argument.getKey(), argument.getValue().textValue());
            }
        });
        return texts;
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
