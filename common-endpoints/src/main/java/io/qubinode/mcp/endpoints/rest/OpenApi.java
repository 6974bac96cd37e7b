package io.qubinode.mcp.endpoints.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.task.TaskStatus;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/**
 * Describes the calls of tools at the REST door. Their schemas stand as they are, for OpenAPI 3.1 takes JSON Schema 2020-12.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>
 */
final class OpenApi {

    private static final String PROBLEM = "Problem";
    private static final String TASK = "Task";
    private static final String SCHEMAS = "#/components/schemas/";

    private OpenApi() {}

    static ObjectNode of(String service, String version, List<CatalogueEntry> tools) {
        ObjectNode document = ToolJson.MAPPER.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info").put("title", service).put("version", version);
        ObjectNode paths = document.putObject("paths");
        tools.forEach(
                entry -> describe(paths.putObject("/tools/" + entry.name()).putObject("post"), entry));
        if (!tools.isEmpty()) {
            describeTask(paths.putObject("/tasks/{id}"), "get", "State and result of a call that is answered later");
            describeTask(paths.putObject("/tasks/{id}/cancel"), "post", "Stops such a call");
        }
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        describeProblem(schemas.putObject(PROBLEM));
        describeTaskSchema(schemas.putObject(TASK));
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("key").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
        schemes.putObject("token").put("type", "http").put("scheme", "bearer");
        var either = document.putArray("security");
        List.of("key", "token").forEach(scheme -> either.addObject().putArray(scheme));
        return document;
    }

    private static void describe(ObjectNode operation, CatalogueEntry entry) {
        operation
                .put("operationId", entry.name())
                .put("summary", entry.tool().title())
                .put("description", entry.tool().description());
        operation.putArray("tags").add(entry.tool().group());
        ArrayNode parameters = operation.putArray("parameters");
        describeAsync(parameters.addObject());
        if (entry.tool().permission().changes()) {
            describeKey(parameters.addObject());
        }
        operation
                .putObject("requestBody")
                .putObject("content")
                .putObject(MediaType.APPLICATION_JSON)
                .set("schema", entry.inputSchema());
        ObjectNode responses = operation.putObject("responses");
        responses
                .putObject("200")
                .put("description", "What the tool answers")
                .putObject("content")
                .putObject(MediaType.APPLICATION_JSON)
                .set("schema", entry.outputSchema());
        taskIn(responses, "202", "The work continues; Location is the address of its state and result");
        problemIn(responses);
    }

    private static void describeTask(ObjectNode path, String method, String summary) {
        path.putArray("parameters")
                .addObject()
                .put("name", "id")
                .put("in", "path")
                .put("required", true)
                .putObject("schema")
                .put("type", "string");
        ObjectNode responses = path.putObject(method).put("summary", summary).putObject("responses");
        taskIn(responses, "200", "The task");
        problemIn(responses);
    }

    private static void taskIn(ObjectNode responses, String status, String description) {
        responses
                .putObject(status)
                .put("description", description)
                .putObject("content")
                .putObject(MediaType.APPLICATION_JSON)
                .putObject("schema")
                .put("$ref", SCHEMAS + TASK);
    }

    private static void problemIn(ObjectNode responses) {
        responses
                .putObject("default")
                .put("description", "Why the call failed, and what to do")
                .putObject("content")
                .putObject(Problem.MEDIA_TYPE)
                .putObject("schema")
                .put("$ref", SCHEMAS + PROBLEM);
    }

    private static void describeAsync(ObjectNode parameter) {
        parameter
                .put("name", RestEndpoint.ASYNC)
                .put("in", "query")
                .put(
                        "description",
                        "true answers as soon as the work begins, with a task that shows state and result.");
        parameter.putObject("schema").put("type", "boolean").put("default", false);
    }

    private static void describeTaskSchema(ObjectNode schema) {
        schema.put("type", "object");
        List.of("id", "status", "created_at", "updated_at").forEach(schema.withArray("required")::add);
        ObjectNode properties = schema.putObject("properties");
        List.of("id", "message").forEach(name -> properties.putObject(name).put("type", "string"));
        List.of("created_at", "updated_at")
                .forEach(
                        name -> properties.putObject(name).put("type", "string").put("format", "date-time"));
        ArrayNode states = properties.putObject("status").put("type", "string").putArray("enum");
        Stream.of(TaskStatus.values()).map(TaskStatus::key).forEach(states::add);
        properties.putObject("result").put("type", "object").put("description", "What the tool answered");
        properties.putObject("problem").put("$ref", SCHEMAS + PROBLEM);
    }

    private static void describeKey(ObjectNode parameter) {
        parameter
                .put("name", RestEndpoint.IDEMPOTENCY_KEY)
                .put("in", "header")
                .put(
                        "description",
                        "Key of a call that may be sent again: for 24 hours, a call with the same key and arguments gets the first answer.");
        parameter
                .putObject("schema")
                .put("type", "string")
                .put("pattern", "^[\\x21-\\x7e]+$")
                .put("minLength", 1)
                .put("maxLength", 255);
    }

    private static void describeProblem(ObjectNode schema) {
        schema.put("type", "object");
        List.of("title", "status", "detail", "code").forEach(schema.withArray("required")::add);
        ObjectNode properties = schema.putObject("properties");
        List.of("title", "detail", "code", "hint", "request_id")
                .forEach(name -> properties.putObject(name).put("type", "string"));
        properties.putObject("status").put("type", "integer");
    }
}
