import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * The limit: reads a JSON-RPC message and answers it, on the Vert.x of our own services, without MCP, sessions or a gate. Takes its
 * port.
 */
final class RawRoute {

    private static final JsonObject ECHO = new JsonObject()
            .put("name", "echo")
            .put("inputSchema", new JsonObject().put("type", "object"));

    private RawRoute() {}

    public static void main(String[] arguments) {
        var vertx = Vertx.vertx();
        var router = Router.router(vertx);
        router.post("/mcp").handler(BodyHandler.create(false)).handler(request -> {
            JsonObject message = request.body().asJsonObject();
            request.json(new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("id", message.getValue("id"))
                    .put("result", result(message)));
        });
        vertx.createHttpServer()
                .requestHandler(router)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onFailure(cause -> {
                    cause.printStackTrace();
                    System.exit(1);
                });
    }

    private static JsonObject result(JsonObject message) {
        if (!"tools/call".equals(message.getString("method"))) {
            return new JsonObject().put("tools", new JsonArray().add(ECHO));
        }
        String text = message.getJsonObject("params").getJsonObject("arguments").getString("message");
        return new JsonObject()
                .put("isError", false)
                .put("content", new JsonArray().add(new JsonObject().put("type", "text").put("text", text)))
                .put("structuredContent", new JsonObject().put("result", text));
    }
}
