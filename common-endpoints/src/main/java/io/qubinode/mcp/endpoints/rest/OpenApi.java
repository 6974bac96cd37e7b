package io.qubinode.mcp.endpoints.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * Describes the calls of tools at the REST door. Their schemas stand as they are, for OpenAPI 3.1 takes JSON Schema 2020-12.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>
 */
final class OpenApi {

    private static final String PROBLEM = "Problem";

    private OpenApi() {}

    static ObjectNode of(String service, String version, List<CatalogueEntry> tools) {
        ObjectNode document = ToolJson.MAPPER.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info").put("title", service).put("version", version);
        ObjectNode paths = document.putObject("paths");
        tools.forEach(
                entry -> describe(paths.putObject("/tools/" + entry.name()).putObject("post"), entry));
        ObjectNode components = document.putObject("components");
        describeProblem(components.putObject("schemas").putObject(PROBLEM));
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
        if (entry.tool().permission().changes()) {
            describeKey(operation.putArray("parameters").addObject());
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
        responses
                .putObject("default")
                .put("description", "Why there is no answer, and what to do")
                .putObject("content")
                .putObject(Problem.MEDIA_TYPE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/" + PROBLEM);
    }

    private static void describeKey(ObjectNode parameter) {
        parameter
                .put("name", RestEndpoint.IDEMPOTENCY_KEY)
                .put("in", "header")
                .put(
                        "description",
                        "Of a call that may be sent again: with the same key and arguments it gets the first answer, for 24 hours.");
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
