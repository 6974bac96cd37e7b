package io.qubinode.mcp.security.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarkiverse.mcp.server.Content;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpException;
import io.quarkiverse.mcp.server.MetaKey;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolManager.ToolAnnotations;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.virtual.threads.VirtualThreads;
import io.qubinode.mcp.security.door.RequestRecords;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.Door;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.gate.ToolError;
import io.qubinode.mcp.security.gate.ToolGate;
import io.qubinode.mcp.security.gate.ToolOutcome;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.Pictured;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolImage;
import io.qubinode.mcp.security.tool.ToolJson;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

/** Registers what of the catalogue is offered with the MCP library; each tool's handler is the gate. */
@Singleton
final class McpDoor {

    private static final MetaKey CODE = MetaKey.of("code");

    private final ToolGate gate;
    private final ToolCatalogue catalogue;
    private final ToolPermissions permissions;
    private final ToolManager manager;
    private final ClientQuestions questions;
    private final CurrentVertxRequest currentRequest;
    private final ExecutorService virtualThreads;

    @Inject
    McpDoor(
            ToolGate gate,
            ToolCatalogue catalogue,
            ToolPermissions permissions,
            ToolManager manager,
            ClientQuestions questions,
            CurrentVertxRequest currentRequest,
            @VirtualThreads ExecutorService virtualThreads) {
        this.gate = gate;
        this.catalogue = catalogue;
        this.permissions = permissions;
        this.manager = manager;
        this.questions = questions;
        this.currentRequest = currentRequest;
        this.virtualThreads = virtualThreads;
    }

    void register(@Observes StartupEvent event) {
        catalogue.listen(this::changed);
    }

    /** The library tells its clients that the list has changed. */
    private void changed(ToolCatalogue.Change change) {
        change.gone().stream().filter(permissions::offers).forEach(entry -> manager.removeTool(entry.name()));
        change.come().stream().filter(permissions::offers).forEach(this::register);
    }

    private void register(CatalogueEntry entry) {
        var tool = entry.tool();
        manager.newTool(tool.name())
                .setTitle(tool.title())
                .setDescription(tool.description())
                .setInputSchema(new JsonObject(entry.inputOutline().toString()))
                .setOutputSchema(new JsonObject(entry.outputOutline().toString()))
                .setAnnotations(annotations(tool.hints()))
                .setAsyncHandler(arguments -> called(entry, arguments))
                .register();
    }

    private static ToolAnnotations annotations(ToolHints hints) {
        return new ToolAnnotations(null, hints.readOnly(), hints.destructive(), hints.idempotent(), hints.openWorld());
    }

    /**
     * Runs the call on a virtual thread and answers on the event loop. Left to the library, the answer would be written from the virtual
     * thread, which wakes the event loop three times for each. By an emitter, for Mutiny's own operators carry contexts along that a call
     * has no use for.
     */
    private Uni<ToolResponse> called(CatalogueEntry tool, ToolArguments arguments) {
        RoutingContext request = currentRequest.getCurrent();
        Context eventLoop = Vertx.currentContext();
        return Uni.createFrom()
                .emitter(answer -> virtualThreads.execute(() -> {
                    try {
                        ToolResponse response = call(tool, request, arguments);
                        eventLoop.runOnContext(ready -> answer.complete(response));
                    } catch (Throwable e) {
                        // Whatever it is, the library answers it.
                        eventLoop.runOnContext(ready -> answer.fail(e));
                    }
                }));
    }

    private ToolResponse call(CatalogueEntry tool, RoutingContext request, ToolArguments arguments) {
        var connection = arguments.connection();
        Door door = McpMessages.door(connection);
        RequestRecords.leaveToTheGate(request);
        var client = questions.of(request, connection);
        var call = new ToolCall(
                door,
                Visit.caller(request).orElseThrow(),
                tool.name(),
                Optional.of(ToolJson.MAPPER.<ObjectNode>valueToTree(arguments.args())),
                UUID.randomUUID().toString(),
                Optional.of(connection.id()),
                Visit.remote(request),
                SampledModel.of(arguments.sampling(), client),
                ElicitedUser.of(arguments.elicitation(), client),
                progress(arguments),
                () -> arguments.cancellation().check().isRequested() || hungUp(door, request));
        // The library runs tools on a context of their own.
        return answer(
                tool, Visit.trace(request).wrapSupplier(() -> gate.call(call)).get());
    }

    /** The answer goes into the response of this very request, and of no other, so nobody gets it when that is closed. */
    private static boolean hungUp(Door door, RoutingContext request) {
        return door == Door.MCP_HTTP && request.response().closed();
    }

    private static ProgressSink progress(ToolArguments arguments) {
        var progress = arguments.progress();
        if (progress.token().isEmpty()) {
            return ProgressSink.NONE;
        }
        return (done, total, message) -> {
            var report = progress.notificationBuilder().setProgress(done).setMessage(message);
            if (total > 0) {
                report.setTotal(total);
            }
            report.build().sendAndForget();
        };
    }

    private static ToolResponse answer(CatalogueEntry tool, ToolOutcome outcome) {
        return switch (outcome) {
            case ToolOutcome.Answered(ObjectNode content, Optional<ToolImage> image) -> answer(tool, content, image);
            case ToolOutcome.Refused(ToolError error) -> error(error);
            case ToolOutcome.Failed(ToolError error) -> error(error);
            case ToolOutcome.NoSuchTool(ToolError error) -> throw noSuchTool(error);
        };
    }

    private static ToolResponse answer(CatalogueEntry tool, ObjectNode content, Optional<ToolImage> image) {
        var parts = new ArrayList<Content>();
        tool.foreignFields().note(content).map(TextContent::new).ifPresent(parts::add);
        image.ifPresent(picture -> {
            content.remove(Pictured.FIELD);
            parts.add(new ImageContent(Base64.getEncoder().encodeToString(picture.data()), picture.mimeType()));
        });
        var json = content.toString();
        parts.addFirst(new TextContent(json));
        // Written once for both.
        return new ToolResponse(false, parts, new RawValue(json), Map.of());
    }

    private static ToolResponse error(ToolError error) {
        return new ToolResponse(
                true,
                List.of(new TextContent(error.text())),
                Map.of(CODE, error.code().key()));
    }

    /** A protocol error, as https://modelcontextprotocol.io/specification/2025-11-25/server/tools#error-handling asks. */
    static McpException noSuchTool(ToolError error) {
        return new McpException(error.text(), JsonRpcErrorCodes.INVALID_PARAMS);
    }
}
