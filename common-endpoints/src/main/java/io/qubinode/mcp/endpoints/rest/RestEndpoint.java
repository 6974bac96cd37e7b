package io.qubinode.mcp.endpoints.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.endpoints.http.RequestContext;
import io.qubinode.mcp.endpoints.http.RequestRecords;
import io.qubinode.mcp.endpoints.http.SlowRequests;
import io.qubinode.mcp.security.catalogue.Catalogue;
import io.qubinode.mcp.security.catalogue.Overview;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.IdempotencyKey;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.operation.Peer;
import io.qubinode.mcp.security.operation.Result;
import io.qubinode.mcp.security.operation.Target;
import io.qubinode.mcp.security.task.TaskView;
import io.qubinode.mcp.security.task.Tasks;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The tools for scripts: a JSON object of arguments in, the tool's structured content out; and what describes them. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class RestEndpoint {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Pattern QUOTED = Pattern.compile("^\"(.*)\"$");

    /** The query parameter of a call that is not waited for. */
    static final String ASYNC = "async";

    private final Tasks tasks;
    private final Catalogue catalogue;
    private final ServiceIdentity service;
    private final String version;

    @Inject
    RestEndpoint(
            Tasks tasks,
            Catalogue catalogue,
            ServiceIdentity service,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.tasks = tasks;
        this.catalogue = catalogue;
        this.service = service;
        this.version = version;
    }

    @GET
    @Path("/tools")
    @RunOnVirtualThread
    public Response tools(RoutingContext request) {
        return described("GET /tools", request, RestEndpoint::listing);
    }

    /** The description for clients that make calls from one: of the tools that its caller may use and no other. */
    @GET
    @Path("/openapi.json")
    @RunOnVirtualThread
    public Response openApi(RoutingContext request) {
        return described("GET /openapi.json", request, tools -> OpenApi.of(service.name(), version, tools));
    }

    private Response described(
            String method, RoutingContext request, Function<List<CatalogueEntry>, ObjectNode> description) {
        return answer(
                Operation.of(method, Optional.empty(), RequestContext.origin(request, Optional.empty()), peer(request)),
                catalogue.toolsAs(description),
                request,
                Function.identity());
    }

    /** Calls a tool. An empty body is an empty object. */
    @POST
    @Path("/tools/{tool}")
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public Response call(
            @PathParam("tool") String tool,
            @QueryParam(ASYNC) @DefaultValue("false") String async,
            String body,
            RoutingContext request) {
        SlowRequests.arrived(request);
        Operation operation =
                Operation.call(tool, parse(body), RequestContext.origin(request, Optional.empty()), peer(request));
        String key = request.request().getHeader(IDEMPOTENCY_KEY);
        try {
            // A string of structured fields stands in quotation marks, which many clients leave out.
            Operation once = key == null
                    ? operation
                    : operation.once(IdempotencyKey.given(QUOTED.matcher(key).replaceFirst("$1")));
            return answer(once, catalogue.tool(tool), request, TaskJson::content, mode(async));
        } catch (ToolException e) {
            return answer(operation, Overview.wrong(e), request, TaskJson::content);
        }
    }

    private static Tasks.Mode mode(String async) {
        return switch (async) {
            case "true" -> Tasks.Mode.AT_ONCE;
            case "false" -> Tasks.Mode.NEVER;
            default -> throw new ToolException(ErrorCode.INVALID_ARGUMENT, ASYNC + " is neither true nor false.", "");
        };
    }

    private <T> Response answer(
            Operation operation, Target<T> target, RoutingContext request, Function<T, ObjectNode> content) {
        return answer(operation, target, request, content, Tasks.Mode.NEVER);
    }

    private <T> Response answer(
            Operation operation,
            Target<T> target,
            RoutingContext request,
            Function<T, ObjectNode> content,
            Tasks.Mode mode) {
        RequestRecords.leaveToThePipeline(request);
        return switch (tasks.run(operation, target, mode)) {
            case Result.Answer<T>(T answer) ->
                Response.ok(content.apply(answer).toString())
                        .header(Problem.REQUEST_ID, operation.requestId())
                        .build();
            case Result.Failure<T> failure -> Problem.response(failure.error(), operation.requestId());
            case Result.InputRequired<T> questions -> throw new IllegalStateException("REST has no " + questions);
            case Result.TaskStarted<T>(String id) ->
                Response.accepted(TaskJson.of(tasks.find(operation.callerId(), id))
                                .toString())
                        .header(HttpHeaders.LOCATION, "/tasks/" + id)
                        .header(Problem.REQUEST_ID, operation.requestId())
                        .build();
        };
    }

    /** A call that is answered later: how far it is, and how it ended. */
    @GET
    @Path("/tasks/{id}")
    @RunOnVirtualThread
    public Response task(@PathParam("id") String id, RoutingContext request) {
        return task("GET /tasks", id, request, tasks::find);
    }

    /** Asks it to end. */
    @POST
    @Path("/tasks/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public Response cancel(@PathParam("id") String id, RoutingContext request) {
        return task("POST /tasks/cancel", id, request, tasks::cancel);
    }

    private Response task(
            String method, String id, RoutingContext request, BiFunction<CallerId, String, TaskView> work) {
        ObjectNode arguments = ToolJson.MAPPER.createObjectNode().put("id", id);
        return answer(
                Operation.of(
                        method,
                        Optional.of(arguments),
                        RequestContext.origin(request, Optional.empty()),
                        peer(request)),
                Overview.of(caller -> work.apply(caller.id(), id)),
                request,
                TaskJson::of);
    }

    private static Peer peer(RoutingContext request) {
        return Peer.waiting(() -> request.response().closed());
    }

    private static ObjectNode listing(List<CatalogueEntry> tools) {
        ObjectNode listing = ToolJson.MAPPER.createObjectNode();
        var list = listing.putArray("tools");
        tools.forEach(entry -> list.add(listed(entry)));
        return listing;
    }

    @OPTIONS
    @Path("/tools")
    public Response methods() {
        return allowing("GET, HEAD, OPTIONS");
    }

    /** The methods of a tool's path: RESTEasy's own answer names those of the listing too. */
    @OPTIONS
    @Path("/tools/{tool}")
    public Response methodsOfTool() {
        return allowing("OPTIONS, POST");
    }

    @OPTIONS
    @Path("/tasks/{id}")
    public Response methodsOfTask() {
        return allowing("GET, HEAD, OPTIONS");
    }

    @OPTIONS
    @Path("/tasks/{id}/cancel")
    public Response methodsOfCancelling() {
        return allowing("OPTIONS, POST");
    }

    private static Response allowing(String methods) {
        return Response.noContent().header(HttpHeaders.ALLOW, methods).build();
    }

    private static Optional<ObjectNode> parse(String body) {
        return body == null || body.isBlank() ? Optional.of(ToolJson.MAPPER.createObjectNode()) : ToolJson.object(body);
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
}
