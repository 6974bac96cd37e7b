import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import java.util.Map;

/** Lists and calls the tools of airflow-mcp by LangChain4j: dev.langchain4j:langchain4j-mcp. */
public final class Langchain4jExample {

    private Langchain4jExample() {}

    public static void main(String... arguments) throws Exception {
        String url = System.getenv().getOrDefault("AIRFLOW_MCP_URL", "http://127.0.0.1:8889") + "/mcp";
        var transport = new StreamableHttpMcpTransport.Builder()
                .url(url)
                .customHeaders(Map.of("X-API-Key", System.getenv("AIRFLOW_MCP_API_KEY")))
                .build();
        try (var client = new DefaultMcpClient.Builder().transport(transport).build()) {
            client.listTools().forEach(tool -> System.out.println(tool.name() + ": " + tool.description()));
            var request = ToolExecutionRequest.builder().name("list_vms").arguments("{}").build();
            System.out.println(client.executeTool(request));
        }
    }
}
