package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qubinode.mcp.security.catalogue.Catalogue;
import io.qubinode.mcp.security.catalogue.Completions;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.IdempotencyKey;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Origin;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.operation.Target;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The methods of MCP that every revision has: what each names, and how its answer is written. Thread-safe. */
@Singleton
public final class McpMethods {

    /** In {@code _meta}, as {@code Idempotency-Key} is a header of REST. */
    private static final String IDEMPOTENCY_KEY = "io.qubinode/idempotencyKey";

    /**
     * A request that was understood.
     *
     * @param tool the name of the tool for a call; empty for any other method
     * @param arguments what goes into the record and to the target; empty when they are not a JSON object
     * @param target what it names
     * @param answer writes the answer
     * @param key by what it is known again; empty when it is not
     */
    public record Request<T>(
            String method,
            Optional<String> tool,
            Optional<ObjectNode> arguments,
            Target<T> target,
            Function<T, ObjectNode> answer,
            Optional<IdempotencyKey> key) {

        /** The same request with a target that says what is wrong with it. */
        private Request<T> refused(ToolException problem) {
            return new Request<>(method, tool, arguments, Overview.wrong(problem), answer, Optional.empty());
        }

        /** The same request with what its {@code _meta} says of it; where that makes no sense, one that says so. */
        public Request<T> with(JsonNode meta) {
            JsonNode token = meta.path("progressToken");
            JsonNode given = meta.path(IDEMPOTENCY_KEY);
            if (!token.isMissingNode() && !token.isTextual() && !token.isNumber()) {
                return refused(new ToolException(
                        ErrorCode.INVALID_ARGUMENT,
                        "params._meta.progressToken is neither a string nor a number.",
                        ""));
            }
            if (given.isMissingNode()) {
                return this;
            }
            try {
                return with(IdempotencyKey.given(given.asText()));
            } catch (ToolException e) {
                return refused(e);
            }
        }

        /** The same request, known by this key unless it has one. */
        public Request<T> with(IdempotencyKey own) {
            return new Request<>(method, tool, arguments, target, answer, key.or(() -> Optional.of(own)));
        }

        public Reply reply(Result<T> result) {
            return switch (result) {
                case Result.Answer<T>(T content) -> new Reply.Success(answer.apply(content));
                case Result.Failure<T> failure ->
                    tool.isPresent() && arguments.isPresent() && failure.reached() != Result.Reached.NOTHING
                            ? new Reply.Success(McpJson.failed(failure.error()))
                            : new Reply.Error(JsonRpc.error(method, failure.error()));
                case Result.InputRequired<T> questions -> throw unheardOf(questions);
                case Result.TaskStarted<T> task -> throw unheardOf(task);
            };
        }

        private static IllegalStateException unheardOf(Result<?> result) {
            return new IllegalStateException("The revisions of MCP with sessions have no " + result);
        }

        public Operation operation(Origin origin, Peer peer) {
            Operation operation = tool.map(name -> Operation.call(name, arguments, origin, peer))
                    .orElseGet(() -> Operation.of(method, arguments, origin, peer));
            return key.map(operation::once).orElse(operation);
        }
    }

    public sealed interface Reply {

        /** As the member {@code result}. */
        record Success(ObjectNode result) implements Reply {}

        /** As the member {@code error}. */
        record Error(ObjectNode error) implements Reply {}
    }

    private final Map<String, Function<ObjectNode, Request<?>>> methods = new LinkedHashMap<>();
    private final Catalogue catalogue;

    @Inject
    public McpMethods(Catalogue catalogue) {
        this.catalogue = catalogue;
        methods.put(Operation.TOOLS_CALL, params -> call(params, false));
        add(
                "tools/list",
                params -> catalogue.tools(cursor(params)),
                page -> McpJson.page("tools", page, McpJson::tool));
        add("prompts/get", params -> catalogue.prompt(text(params, "name")), McpJson::messages);
        add(
                "prompts/list",
                params -> catalogue.prompts(cursor(params)),
                page -> McpJson.page("prompts", page, McpJson::prompt));
        add("resources/read", params -> catalogue.resource(text(params, "uri")), McpJson::read);
        add(
                "resources/list",
                params -> catalogue.resources(cursor(params)),
                page -> McpJson.page("resources", page, McpJson::resource));
        add(
                "resources/templates/list",
                params -> catalogue.templates(cursor(params)),
                page -> McpJson.page("resourceTemplates", page, McpJson::template));
        add("completion/complete", this::completions, McpJson::completions);
    }

    private <T> void add(String method, Function<ObjectNode, Target<T>> target, Function<T, ObjectNode> answer) {
        methods.put(method, params -> of(method, params, target, answer));
    }

    public Set<String> names() {
        return methods.keySet();
    }

    /** A request by its method; empty when this is not one of them. A request that makes no sense has a target that says so. */
    public Optional<Request<?>> find(String method, ObjectNode params) {
        return Optional.ofNullable(methods.get(method)).map(each -> each.apply(params));
    }

    /** A request of a method that only one endpoint has. */
    public static <T> Request<T> of(
            String method, ObjectNode params, Function<ObjectNode, Target<T>> target, Function<T, ObjectNode> answer) {
        Target<T> found;
        try {
            found = target.apply(params);
        } catch (ToolException e) {
            found = Overview.wrong(e);
        }
        return new Request<>(method, Optional.empty(), Optional.of(params), found, answer, Optional.empty());
    }

    /** A call of a tool whose answer has JSON as its text too, for revisions of MCP without structured content. */
    public Request<?> callInJson(ObjectNode params) {
        return call(params, true);
    }

    private Request<?> call(ObjectNode params, boolean jsonAsText) {
        JsonNode given = params.path("arguments");
        Optional<ObjectNode> arguments =
                switch (given) {
                    case ObjectNode object -> Optional.of(object);
                    case TextNode text -> ToolJson.object(text.textValue());
                    case MissingNode none -> Optional.of(ToolJson.MAPPER.createObjectNode());
                    case NullNode none -> Optional.of(ToolJson.MAPPER.createObjectNode());
                    default -> Optional.empty();
                };
        String name = params.path("name").isTextual()
                ? params.path("name").textValue()
                : params.path("name").toString();
        return new Request<>(
                Operation.TOOLS_CALL,
                Optional.of(name),
                arguments,
                catalogue.tool(name),
                answer -> McpJson.answer(answer, jsonAsText),
                Optional.empty());
    }

    /** The result of a call that is answered later. */
    public static ObjectNode result(ToolAnswer answer) {
        return McpJson.answer(answer, false);
    }

    /** The same for an error of the tool. */
    public static ObjectNode result(ToolError error) {
        return McpJson.failed(error);
    }

    private Target<Completions> completions(ObjectNode params) {
        JsonNode reference = params.path("ref");
        JsonNode argument = params.path("argument");
        if (!(reference instanceof ObjectNode ref) || !(argument instanceof ObjectNode asked)) {
            throw lacks("the objects params.ref and params.argument");
        }
        String name = text(asked, "name", "params.argument.name");
        String value = text(asked, "value", "params.argument.value");
        return switch (text(ref, "type", "params.ref.type")) {
            case "ref/prompt" -> catalogue.promptCompletions(text(ref, "name", "params.ref.name"), name, value);
            case "ref/resource" -> catalogue.completions(text(ref, "uri", "params.ref.uri"), name, value);
            default -> throw lacks("a params.ref.type that is ref/prompt or ref/resource");
        };
    }

    private static Optional<String> cursor(ObjectNode params) {
        JsonNode cursor = params.path("cursor");
        return cursor.isMissingNode() || cursor.isNull() ? Optional.empty() : Optional.of(text(params, "cursor"));
    }

    /**
     * A text in the params.
     *
     * @throws ToolException {@code invalid_argument} when it is not there
     */
    public static String text(ObjectNode params, String name) {
        return text(params, name, "params." + name);
    }

    private static String text(ObjectNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw lacks("the text " + path);
        }
        return value.textValue();
    }

    private static ToolException lacks(String what) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, "The request lacks " + what + ".", "");
    }
}
