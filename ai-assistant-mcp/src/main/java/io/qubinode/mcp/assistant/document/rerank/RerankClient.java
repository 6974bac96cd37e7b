package io.qubinode.mcp.assistant.document.rerank;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * What Cohere began, and vLLM, llama.cpp, Jina, Infinity and others took over; Text Embeddings Inference has other names for the same.
 *
 * @see <a href="https://docs.cohere.com/reference/rerank">Cohere</a>
 * @see <a href="https://huggingface.github.io/text-embeddings-inference/">Text Embeddings Inference</a>
 */
@Path("/rerank")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface RerankClient {

    @POST
    JsonNode rerank(@HeaderParam("Authorization") String authorization, WireQuestion question);

    /** As on the wire; what is null is not sent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WireQuestion(
            String model, String query, List<String> documents, Integer top_n, List<String> texts, Boolean truncate) {

        static WireQuestion usual(String model, String query, List<String> documents) {
            return new WireQuestion(model, query, documents, documents.size(), null, null);
        }

        static WireQuestion ofTextEmbeddingsInference(String query, List<String> texts) {
            return new WireQuestion(null, query, null, null, texts, true);
        }
    }
}
