package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpMethod;
import io.quarkiverse.mcp.server.ResourceManager;
import io.quarkiverse.mcp.server.runtime.McpRequest;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Does for resources what the MCP library does not: it knows no template whose variable has slashes, neither in its listing nor
 * in completion, and answers the reading of what is not listed itself, so that no gate would see it.
 */
@Singleton
final class ResourceCheck {

    // https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/completion#data-types
    private static final int MOST_COMPLETIONS = 100;

    private final ResourceCatalogue catalogue;
    private final ResourceManager manager;
    private final Vertx vertx;

    @Inject
    ResourceCheck(ResourceCatalogue catalogue, ResourceManager manager, Vertx vertx) {
        this.catalogue = catalogue;
        this.manager = manager;
        this.vertx = vertx;
    }

    /** Whether the library goes on with this message; false when it has its answer. */
    Future<Boolean> check(JsonObject message, McpRequest request, McpMethod method) {
        if (catalogue.providers().isEmpty()) {
            return Future.succeededFuture(true);
        }
        Object id = message.getValue("id");
        return switch (method) {
            case RESOURCES_READ -> {
                bringToTheGate(message);
                yield Future.succeededFuture(true);
            }
            case RESOURCE_TEMPLATES_LIST ->
                request.sender()
                        .sendResult(id, new JsonObject().put("resourceTemplates", templates()))
                        .map(false);
            case COMPLETION_COMPLETE -> complete(message, id, request);
            default -> Future.succeededFuture(true);
        };
    }

    private void bringToTheGate(JsonObject message) {
        if (message.getValue("params") instanceof JsonObject params
                && params.getValue("uri") instanceof String uri
                && manager.getResource(uri) == null) {
            ResourceProvider provider =
                    catalogue.of(uri).orElse(catalogue.providers().getFirst());
            params.put("uri", LibraryUri.of(provider.template(), uri));
        }
    }

    private List<ResourceProvider> allowed() {
        return Visit.currentCaller()
                .map(caller -> catalogue.providers().stream()
                        .filter(provider -> catalogue.allows(caller, provider))
                        .toList())
                .orElse(List.of());
    }

    private JsonArray templates() {
        var listed = new JsonArray();
        for (ResourceProvider provider : allowed()) {
            ResourceTemplate template = provider.template();
            listed.add(new JsonObject()
                    .put("name", template.name())
                    .put("title", template.title())
                    .put("description", template.description())
                    .put("uriTemplate", template.uriTemplate()));
        }
        return listed;
    }

    private Future<Boolean> complete(JsonObject message, Object id, McpRequest request) {
        Optional<Completion> asked = Completion.of(message);
        if (asked.isEmpty()) {
            return Future.succeededFuture(true);
        }
        Optional<ResourceProvider> provider = allowed().stream()
                .filter(each -> asked.get().isOf(each.template()))
                .findFirst();
        if (provider.isEmpty()) {
            return request.sender()
                    .sendError(id, JsonRpcErrorCodes.INVALID_PARAMS, "There is no such template or argument.")
                    .map(false);
        }
        return vertx.executeBlocking(
                        () -> completed(provider.get().resources(), asked.get().value()), false)
                .compose(values -> request.sender().sendResult(id, new JsonObject().put("completion", values)))
                .map(false);
    }

    /** First what begins so, then what has it anywhere: people know a file's name better than its folder. */
    private static JsonObject completed(List<ListedResource> resources, String value) {
        String part = value.toLowerCase(Locale.ROOT);
        List<String> having = resources.stream()
                .map(ListedResource::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(part))
                .sorted(java.util.Comparator.comparing(
                        name -> !name.toLowerCase(Locale.ROOT).startsWith(part)))
                .toList();
        return new JsonObject()
                .put(
                        "values",
                        new JsonArray(having.stream().limit(MOST_COMPLETIONS).toList()))
                .put("total", having.size())
                .put("hasMore", having.size() > MOST_COMPLETIONS);
    }

    /** What a client wants completed of a template. */
    private record Completion(String uriTemplate, String argument, String value) {

        static Optional<Completion> of(JsonObject message) {
            return message.getValue("params") instanceof JsonObject params
                            && params.getValue("ref") instanceof JsonObject ref
                            && ref.getValue("uri") instanceof String uri
                            && params.getValue("argument") instanceof JsonObject argument
                            && argument.getValue("name") instanceof String name
                            && argument.getValue("value") instanceof String value
                    ? Optional.of(new Completion(uri, name, value))
                    : Optional.empty();
        }

        boolean isOf(ResourceTemplate template) {
            return template.uriTemplate().equals(uriTemplate)
                    && template.argument().equals(argument);
        }
    }
}
