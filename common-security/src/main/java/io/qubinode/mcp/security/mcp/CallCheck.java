package io.qubinode.mcp.security.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.runtime.McpRequest;
import io.quarkiverse.mcp.server.runtime.McpRequestValidator;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.RequestRecords;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.gate.ToolGate;
import io.qubinode.mcp.security.gate.ToolOutcome;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.prompt.PromptCatalogue;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Brings to the gate the calls that the MCP library would answer before any handler sees them: of a tool that does not exist,
 * and with arguments that are no object. It also drops null arguments, which the library cannot carry; the gate takes them for
 * absent anyway.
 */
@Singleton
final class CallCheck implements McpRequestValidator {

    /** What must be a text in the params of a method. */
    private static final Map<String, String> NEEDED_TEXTS = Map.of(
            "resources/read", "uri",
            "resources/subscribe", "uri",
            "resources/unsubscribe", "uri",
            "prompts/get", "name",
            "logging/setLevel", "level");

    private static final Set<String> METHODS = Set.of(
            "initialize",
            "ping",
            "tools/list",
            "tools/call",
            "prompts/list",
            "resources/list",
            "resources/templates/list");

    private final ToolGate gate;
    private final ToolCatalogue catalogue;
    private final ToolPermissions permissions;
    private final PromptCatalogue prompts;
    private final ResourceCheck resources;
    private final Vertx vertx;

    @Inject
    CallCheck(
            ToolGate gate,
            ToolCatalogue catalogue,
            ToolPermissions permissions,
            PromptCatalogue prompts,
            ResourceCheck resources,
            Vertx vertx) {
        this.gate = gate;
        this.catalogue = catalogue;
        this.permissions = permissions;
        this.prompts = prompts;
        this.resources = resources;
        this.vertx = vertx;
    }

    @Override
    public <R extends McpRequest> Future<Boolean> validate(JsonObject message, R request, McpMethod method) {
        RequestRecords.note(String.valueOf(message.getValue("method")));
        ClientQuestions.remember(Visit.currentRequest().orElseThrow(), request.sender());
        Optional<JsonObject> refusal = refusal(message);
        if (refusal.isPresent()) {
            return request.sender().send(refusal.get()).map(false);
        }
        if (method == McpMethod.RESOURCES_READ || isOfferedPrompt(message)) {
            RequestRecords.expectOneOfTheGate();
        }
        if (method != McpMethod.TOOLS_CALL) {
            return resources.check(message, request, method);
        }
        if (!(message.getValue("params") instanceof JsonObject params)) {
            return Future.succeededFuture(true);
        }
        RequestRecords.expectOneOfTheGate();
        Object tool = params.getValue("name");
        Object arguments = params.getValue("arguments");
        if (arguments == null) {
            params.put("arguments", new JsonObject());
        } else if (arguments instanceof JsonObject object) {
            object.getMap().values().removeIf(value -> value == null);
        }
        boolean wellFormed = arguments == null || arguments instanceof JsonObject;
        if (tool instanceof String name && isRegistered(name) && wellFormed) {
            return Future.succeededFuture(true);
        }
        return refuse(String.valueOf(tool), arguments, message.getValue("id"), request);
    }

    private boolean isRegistered(String tool) {
        return catalogue.find(tool).filter(permissions::offers).isPresent();
    }

    private Future<Boolean> refuse(String tool, Object arguments, Object id, McpRequest request) {
        var call = new ToolCall(
                McpMessages.door(request.connection()),
                Visit.currentCaller().orElseThrow(),
                tool,
                arguments instanceof JsonObject object
                        ? Optional.of(ToolJson.MAPPER.<ObjectNode>valueToTree(object.getMap()))
                        : Optional.empty(),
                UUID.randomUUID().toString(),
                Optional.of(request.connection().id()),
                Visit.currentRemote(),
                Optional.empty(),
                ProgressSink.NONE,
                () -> false);
        return vertx.executeBlocking(() -> gate.call(call), false)
                .compose(outcome -> request.sender().send(reply(outcome, id)))
                .map(false);
    }

    /** The library never answers a request for a prompt or resource that does not say which, nor a notification that has an id. */
    private static Optional<JsonObject> refusal(JsonObject message) {
        String method = String.valueOf(message.getValue("method"));
        String text = NEEDED_TEXTS.get(method);
        if (text != null) {
            return hasText(message, text) ? Optional.empty() : lacks(message, "the text params." + text);
        } else if (method.equals("completion/complete")) {
            return isCompletion(message)
                    ? Optional.empty()
                    : lacks(message, "the objects params.ref and params.argument");
        } else if (METHODS.contains(method) || !message.containsKey("id") || !message.containsKey("method")) {
            return Optional.empty();
        }
        return Optional.of(error(
                message.getValue("id"),
                JsonRpcErrorCodes.METHOD_NOT_FOUND,
                "not_found: There is no such method here. There are tools, resources and prompts, each to be listed."));
    }

    /** Any other the library refuses itself; and it names the listing of prompts as it names the getting of one. */
    private boolean isOfferedPrompt(JsonObject message) {
        return "prompts/get".equals(message.getValue("method"))
                && prompts.find(
                                Visit.currentCaller().orElseThrow(),
                                message.getJsonObject("params").getString("name"))
                        .isPresent();
    }

    private static boolean hasText(JsonObject message, String param) {
        return message.getValue("params") instanceof JsonObject given && given.getValue(param) instanceof String;
    }

    private static boolean isCompletion(JsonObject message) {
        return message.getValue("params") instanceof JsonObject given
                && given.getValue("ref") instanceof JsonObject
                && given.getValue("argument") instanceof JsonObject;
    }

    private static Optional<JsonObject> lacks(JsonObject message, String what) {
        return Optional.of(error(
                message.getValue("id"),
                JsonRpcErrorCodes.INVALID_PARAMS,
                "invalid_argument: The request lacks " + what + "."));
    }

    private static JsonObject error(Object id, int code, String text) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("error", new JsonObject().put("code", code).put("message", text));
    }

    private static JsonObject reply(ToolOutcome outcome, Object id) {
        return switch (outcome) {
            case ToolOutcome.NoSuchTool(ToolError error) -> error(id, JsonRpcErrorCodes.INVALID_PARAMS, error.text());
            case ToolOutcome.Refused(ToolError error) -> result(id, error);
            case ToolOutcome.Failed(ToolError error) -> result(id, error);
            case ToolOutcome.Answered answered ->
                throw new IllegalStateException("A call that cannot be let through was answered");
        };
    }

    private static JsonObject result(Object id, ToolError error) {
        Map<String, Object> result = Map.of(
                "isError",
                true,
                "content",
                List.of(Map.of("type", "text", "text", error.text())),
                "_meta",
                Map.of("code", error.code().key()));
        return new JsonObject().put("jsonrpc", "2.0").put("id", id).put("result", JsonObject.mapFrom(result));
    }
}
