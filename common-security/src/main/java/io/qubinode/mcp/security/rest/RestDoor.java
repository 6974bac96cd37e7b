package io.qubinode.mcp.security.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.door.Problem;
import io.qubinode.mcp.security.door.SlowRequests;
import io.qubinode.mcp.security.door.Visit;
import io.qubinode.mcp.security.gate.Door;
import io.qubinode.mcp.security.gate.ProgressSink;
import io.qubinode.mcp.security.gate.ToolCall;
import io.qubinode.mcp.security.gate.ToolGate;
import io.qubinode.mcp.security.gate.ToolOutcome;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolImage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/** The tools for scripts: a JSON object of arguments in, the tool's structured content out. */
@Path("/tools")
@Produces(MediaType.APPLICATION_JSON)
public class RestDoor {

    private static final String REQUEST_ID = "X-Request-Id";

    private final ToolGate gate;
    private final ToolPermissions permissions;

    @Inject
    RestDoor(ToolGate gate, ToolPermissions permissions) {
        this.gate = gate;
        this.permissions = permissions;
    }

    /** What this caller may use, with schemas. */
    @GET
    public String tools(RoutingContext request) {
        var list = ToolJson.MAPPER.createArrayNode();
        permissions.visibleTo(callerOf(request)).forEach(entry -> list.add(listed(entry)));
        return ToolJson.MAPPER.createObjectNode().set("tools", list).toString();
    }

    /** Calls a tool. An empty body is an empty object. */
    @POST
    @Path("/{tool}")
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public Response call(@PathParam("tool") String tool, String body, RoutingContext request) {
        SlowRequests.arrived(request);
        String requestId = UUID.randomUUID().toString();
        var outcome = gate.call(new ToolCall(
                Door.REST,
                callerOf(request),
                tool,
                parse(body),
                requestId,
                Optional.empty(),
                Visit.remote(request),
                Optional.empty(),
                ProgressSink.NONE,
                () -> request.response().closed()));
        return switch (outcome) {
            case ToolOutcome.Answered(ObjectNode content, Optional<ToolImage> image) ->
                Response.ok(content.toString()).header(REQUEST_ID, requestId).build();
            case ToolOutcome.Refused(ToolError error) -> problem(error, requestId);
            case ToolOutcome.Failed(ToolError error) -> problem(error, requestId);
            case ToolOutcome.NoSuchTool(ToolError error) -> problem(error, requestId);
        };
    }

    /** The methods of the listing. */
    @OPTIONS
    public Response methods() {
        return allowing("GET, HEAD, OPTIONS");
    }

    /** The methods of a tool's path: RESTEasy's own answer names those of the listing too. */
    @OPTIONS
    @Path("/{tool}")
    public Response methodsOfTool() {
        return allowing("OPTIONS, POST");
    }

    private static Response allowing(String methods) {
        return Response.noContent().header(HttpHeaders.ALLOW, methods).build();
    }

    static Caller callerOf(RoutingContext request) {
        return Visit.caller(request).orElseThrow(() -> new IllegalStateException("No doorkeeper before this door"));
    }

    private static Optional<ObjectNode> parse(String body) {
        if (body == null || body.isBlank()) {
            return Optional.of(ToolJson.MAPPER.createObjectNode());
        }
        try {
            JsonNode json = ToolJson.MAPPER.readTree(body);
            return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode listed(CatalogueEntry entry) {
        ObjectNode listed = ToolJson.MAPPER
                .createObjectNode()
                .put("name", entry.name())
                .put("title", entry.tool().title())
                .put("description", entry.tool().description())
                .put("group", entry.tool().group())
                .put("permission", entry.tool().permission().key());
        listed.set("hints", ToolJson.MAPPER.valueToTree(entry.tool().hints()));
        listed.set("input_schema", entry.inputSchema());
        listed.set("output_schema", entry.outputSchema());
        return listed;
    }

    private static Response problem(ToolError error, String requestId) {
        var response = Response.status(error.code().status())
                .type(Problem.MEDIA_TYPE)
                .header(REQUEST_ID, requestId)
                .entity(Problem.of(error).put("request_id", requestId).toString());
        error.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        return response.build();
    }
}
