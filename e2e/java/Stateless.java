import io.modelcontextprotocol.modern.McpSchema.CallToolResult;
import io.modelcontextprotocol.modern.McpSchema.ElicitResult;
import io.modelcontextprotocol.modern.McpSchema.TextResourceContents;
import io.modelcontextprotocol.modern.client.McpClient;
import io.modelcontextprotocol.modern.client.McpSyncClient;
import io.modelcontextprotocol.modern.client.transport.HttpClientMcpTransport;
import io.modelcontextprotocol.modern.client.transport.McpHttpRequestCustomizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does what E2E_STEPS asks for with the official Java SDK's client for MCP 2026-07-28, and prints what came of it as JSON. */
class Stateless {

    static final JsonMapper JSON = new JsonMapper();
    static final List<String> ASKED = new ArrayList<>();
    static final List<String> PROGRESS = new ArrayList<>();

    public static void main(String[] arguments) {
        JsonNode steps = JSON.readTree(System.getenv("E2E_STEPS"));
        Map<String, Object> did = new LinkedHashMap<>();
        McpSyncClient client = client(steps.path("call"));
        did.put("revision", client.discover().supportedVersions().getFirst());
        did.put("tools", client.listTools().list().tools().stream().map(tool -> tool.name()).toList());
        for (String step : List.of("call", "long", "confirm")) {
            did.put(step, called(steps.path(step)));
        }
        client = client(steps.path("read"));
        String uri = client.resources().list().resources().getFirst().uri();
        did.put("text", ((TextResourceContents) client.resource(uri).read().contents().getFirst()).text());
        did.put("asked", ASKED);
        did.put("progress", PROGRESS);
        System.out.println(JSON.writeValueAsString(did));
    }

    static Object called(JsonNode step) {
        McpSyncClient client = client(step);
        // The client checks structured content against the output schema of a tool that it has listed.
        client.listTools().list();
        CallToolResult result = client.tool(step.path("tool").asString())
                .arguments(JSON.convertValue(step.path("arguments"), new TypeReference<>() {}))
                .progress(progress -> PROGRESS.add(progress.message()))
                .call();
        if (result.isError()) {
            throw new IllegalStateException(result.toString());
        }
        return result.structuredContent();
    }

    static McpSyncClient client(JsonNode step) {
        JsonNode service = step.path("service");
        McpHttpRequestCustomizer key = McpHttpRequestCustomizer.fromSync(
                (request, headers, context) -> headers.set("X-API-Key", service.path("key").asString()));
        return McpClient.sync(HttpClientMcpTransport.builder(service.path("url").asString())
                        .requestCustomizer(key)
                        .build())
                .formElicitation(form -> {
                    ASKED.add(form.message());
                    return ElicitResult.accept(Map.of("confirm", true));
                })
                .build();
    }
}
