package io.qubinode.mcp.assistant.chat.assistant;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * The AI assistant that Qubinode Navigator brings itself.
 *
 * @see <a href="https://github.com/Qubinode/qubinode_navigator/tree/main/ai-assistant">its source</a>
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface AssistantClient {

    @POST
    @Path("chat")
    Uni<WireAnswer> chat(WireQuestion question);

    /** 200 when it can answer, 503 when not. */
    @GET
    @Path("health")
    Response health();

    /** As on the wire. */
    record WireQuestion(String message, Map<String, String> context, int max_tokens, double temperature) {}

    /** As on the wire. */
    record WireAnswer(String response) {}
}
