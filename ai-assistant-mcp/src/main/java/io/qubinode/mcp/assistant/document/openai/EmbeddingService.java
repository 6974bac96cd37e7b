package io.qubinode.mcp.assistant.document.openai;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.openai.internal.embedding.EmbeddingRequest;
import dev.langchain4j.model.openai.internal.embedding.EmbeddingResponse;
import io.quarkiverse.langchain4j.openai.common.OpenAiRestApi;
import io.quarkiverse.langchain4j.openai.common.OpenAiRestApi.ApiMetadata;
import io.qubinode.mcp.assistant.address.ServiceClient;
import io.qubinode.mcp.assistant.address.ServiceFailure;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingConfig;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.TextRefused;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One embedding model behind OpenAI's API: OpenAI's own, Ollama, llama.cpp, vLLM, Text Embeddings Inference and others.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">Create embeddings</a>
 */
public final class EmbeddingService implements Embedder {

    /** Servers take between 32 and 2,048 texts at once. */
    private static final int TEXTS_A_REQUEST = 32;

    /** As many as Lucene's index takes. */
    private static final int MOST_DIMENSIONS = 1_024;

    /** 32 vectors of the most dimensions have 700 kB as text. */
    private static final long LARGEST_ANSWER = 4 << 20;

    /** Somebody waits for the answer, and words alone find much. */
    private static final Duration FOR_A_QUESTION = Duration.ofSeconds(5);

    /** A small machine without a GPU takes long for 32 passages. */
    private static final Duration FOR_PASSAGES = Duration.ofMinutes(2);

    /** What servers answer to a text that is too long. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

    /** llama.cpp answers so to a text that is too long. */
    private static final int SERVER_ERROR = 500;

    private final String name;
    private final ApiMetadata key;
    private final OpenAiRestApi forQuestions;
    private final OpenAiRestApi forPassages;

    /**
     * A service that is asked when it is needed.
     *
     * @param config has an address and a name
     */
    public EmbeddingService(EmbeddingConfig config) {
        URI uri = config.url().orElseThrow().uri();
        name = config.name().orElseThrow();
        // Local servers take any key, but the client insists on one.
        key = ApiMetadata.builder().openAiApiKey(config.apiKey().orElse("none")).build();
        forQuestions = ServiceClient.of(OpenAiRestApi.class, uri, FOR_A_QUESTION, LARGEST_ANSWER);
        forPassages = ServiceClient.of(OpenAiRestApi.class, uri, FOR_PASSAGES, LARGEST_ANSWER);
    }

    @Override
    public String models() {
        return name;
    }

    @Override
    public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
        var vectors = new ArrayList<Embedding>();
        for (int from = 0; from < texts.size(); from += TEXTS_A_REQUEST) {
            vectors.addAll(ask(forPassages, texts.subList(from, Math.min(texts.size(), from + TEXTS_A_REQUEST))));
        }
        return vectors;
    }

    @Override
    public Embedding ofQuestion(String question) throws EmbeddingUnavailable {
        return ask(forQuestions, List.of(question)).getFirst();
    }

    private List<Embedding> ask(OpenAiRestApi api, List<String> texts) throws EmbeddingUnavailable {
        try {
            EmbeddingResponse answer = api.blockingEmbedding(
                    EmbeddingRequest.builder().model(name).input(texts).build(), key);
            if (answer.data() == null || answer.data().size() != texts.size()) {
                throw new EmbeddingUnavailable("did not answer with one vector for each text", null);
            }
            // The order is the texts' where no index says otherwise.
            var vectors = new Embedding[texts.size()];
            for (int i = 0; i < vectors.length; i++) {
                Integer index = answer.data().get(i).index();
                vectors[index == null ? i : index] = vector(answer.data().get(i).embedding());
            }
            return List.of(vectors);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static Embedding vector(List<Float> numbers) throws EmbeddingUnavailable {
        if (numbers == null || numbers.isEmpty() || numbers.size() > MOST_DIMENSIONS) {
            throw new EmbeddingUnavailable("must give vectors of 1 to " + MOST_DIMENSIONS + " numbers", null);
        }
        // Servers write null for what is not a number.
        double square = numbers.stream()
                .mapToDouble(number -> number == null ? Double.NaN : number * number)
                .sum();
        if (!(square > 0 && Double.isFinite(square))) {
            // Of other texts it may give others, so it refuses this one only.
            throw new TextRefused("gave a vector of zero length", null);
        }
        return Embedding.from(numbers);
    }

    private static EmbeddingUnavailable failure(RuntimeException e) {
        ServiceFailure failure = ServiceFailure.of(e, "answered something that is not OpenAI's API");
        int status = failure.status().orElse(0);
        if (status == SERVER_ERROR) {
            return TextRefused.perhaps(failure.reason(), e);
        }
        return REFUSED.contains(status)
                ? new TextRefused(failure.reason(), e)
                : new EmbeddingUnavailable(failure.reason(), e);
    }
}
