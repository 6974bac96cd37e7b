package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.CompletionResponse;
import io.quarkiverse.mcp.server.FeatureManager.RequestFeatureArguments;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpException;
import io.quarkiverse.mcp.server.ResourceManager;
import io.quarkiverse.mcp.server.ResourceResponse;
import io.quarkiverse.mcp.server.ResourceTemplateCompletionManager;
import io.quarkiverse.mcp.server.ResourceTemplateManager;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.RequestRecords;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.ResourceGate;
import io.qubinode.mcp.security.gate.ResourceOutcome;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceCatalogue;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.resource.ResourceText;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Registers resources with the MCP library, which lists them and tells clients of changes; each one's handler is the gate. */
@Singleton
final class ResourceDoor {

    private final ResourceGate gate;
    private final ResourceCatalogue catalogue;
    private final ResourceManager manager;
    private final ResourceTemplateManager templates;
    private final ResourceTemplateCompletionManager completions;
    private final CurrentVertxRequest currentRequest;
    private final Map<String, ListedResource> listed = new HashMap<>();

    @Inject
    ResourceDoor(
            ResourceGate gate,
            ResourceCatalogue catalogue,
            ResourceManager manager,
            ResourceTemplateManager templates,
            ResourceTemplateCompletionManager completions,
            CurrentVertxRequest currentRequest) {
        this.gate = gate;
        this.catalogue = catalogue;
        this.manager = manager;
        this.templates = templates;
        this.completions = completions;
        this.currentRequest = currentRequest;
    }

    void register(@Observes StartupEvent event) {
        for (ResourceProvider provider : catalogue.providers()) {
            var template = provider.template();
            // The library's own templates take no slash, so ResourceCheck brings every other URI here in this form.
            templates
                    .newResourceTemplate(template.name())
                    .setTitle(template.title())
                    .setDescription(template.description())
                    .setUriTemplate(LibraryUri.template(template))
                    .setHandler(
                            arguments -> read(arguments, LibraryUri.original(template, arguments.requestUri())), true)
                    .register();
        }
        catalogue.providers().stream().findFirst().ifPresent(this::announceCompletion);
    }

    /** The library finds no completion again that is registered so; ResourceCheck answers, but clients must know that there is one. */
    private void announceCompletion(ResourceProvider provider) {
        completions
                .newCompletion(provider.template().name())
                .setArgumentName(provider.template().argument())
                .setHandler(arguments -> CompletionResponse.create(List.of()))
                .register();
    }

    synchronized void changed(@Observes ResourcesChanged event) {
        var now = new LinkedHashMap<String, ListedResource>();
        catalogue.providers().forEach(provider -> provider.resources().forEach(each -> now.put(each.uri(), each)));
        listed.keySet().removeIf(uri -> !now.containsKey(uri) && manager.removeResource(uri) != null);
        for (ListedResource each : now.values()) {
            ListedResource before = listed.put(each.uri(), each);
            if (before == null) {
                register(each);
            } else if (!before.equals(each)) {
                manager.getResource(each.uri()).sendUpdateAndForget();
            }
        }
    }

    private void register(ListedResource resource) {
        manager.newResource(resource.name())
                .setDescription("")
                .setUri(resource.uri())
                .setMimeType(resource.mimeType())
                .setHandler(arguments -> read(arguments, arguments.requestUri().value()), true)
                .register();
    }

    private ResourceResponse read(RequestFeatureArguments arguments, String uri) {
        var request = currentRequest.getCurrent();
        RequestRecords.leaveToTheGate(request);
        var outcome = gate.read(
                new ToolCall(
                        McpMessages.door(arguments.connection()),
                        Visit.caller(request).orElseThrow(),
                        ResourceGate.METHOD,
                        Optional.of(ToolJson.MAPPER.createObjectNode().put("uri", uri)),
                        UUID.randomUUID().toString(),
                        Optional.of(arguments.connection().id()),
                        Visit.remote(request),
                        Optional.empty(),
                        ProgressSink.NONE,
                        () -> arguments.cancellation().check().isRequested()),
                uri);
        return switch (outcome) {
            case ResourceOutcome.Read(ResourceText text) ->
                new ResourceResponse(new TextResourceContents(text.uri(), text.text(), text.mimeType()));
            case ResourceOutcome.Refused(ToolError error) -> throw new McpException(error.text(), code(error.code()));
        };
    }

    /** As https://modelcontextprotocol.io/specification/2025-11-25/server/resources#error-handling asks. */
    private static int code(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> JsonRpcErrorCodes.RESOURCE_NOT_FOUND;
            case INVALID_ARGUMENT, TOO_LARGE -> JsonRpcErrorCodes.INVALID_PARAMS;
            default -> JsonRpcErrorCodes.INTERNAL_ERROR;
        };
    }
}
