package io.qubinode.mcp.assistant.chat.openai;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * The list of models: the one request of the API that costs nothing.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/models/list">List models</a>
 */
@Path("/models")
public interface ModelsClient {

    @GET
    Response models(@HeaderParam("Authorization") String authorization);
}
