package io.qubinode.mcp.assistant.document.rerank;

import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.assistant.address.ServiceClient;
import io.qubinode.mcp.assistant.address.ServiceFailure;
import io.qubinode.mcp.assistant.document.RerankConfig;
import io.qubinode.mcp.assistant.document.RerankUnavailable;
import io.qubinode.mcp.assistant.document.Reranker;
import io.qubinode.mcp.assistant.document.rerank.RerankClient.WireQuestion;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A reranking model behind a {@code /rerank} endpoint. After a failure it is not asked for a while, so that searches do not all wait. */
public final class RerankService implements Reranker {

    private static final String NONSENSE = "answered something that is not an order of the passages";
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

    /** 30 scores, with the passages that some servers send back. */
    private static final long LARGEST_ANSWER = 1 << 20;

    /** What servers answer to the names of another one. */
    private static final Set<Integer> OTHER_NAMES = Set.of(400, 422);

    private final RerankClient client;
    private final String model;
    private final String authorization;
    private final Duration pause;
    private volatile boolean isTextEmbeddingsInference;
    private volatile Failed failed = new Failed(Optional.empty(), Instant.MIN);

    /** What went wrong when it was asked last, and until when it is left alone. */
    private record Failed(Optional<String> reason, Instant until) {}

    /** @param config has an address */
    public RerankService(RerankConfig config) {
        this(config, BETWEEN_ATTEMPTS);
    }

    RerankService(RerankConfig config, Duration pause) {
        String address = config.url().orElseThrow().uri().toString();
        client = ServiceClient.of(
                RerankClient.class, URI.create(address.replaceFirst("/rerank$", "")), config.timeout(), LARGEST_ANSWER);
        model = config.name().orElse(null);
        authorization = config.apiKey().map("Bearer "::concat).orElse(null);
        this.pause = pause;
    }

    @Override
    public List<Integer> order(String question, List<String> texts) throws RerankUnavailable {
        Failed before = failed;
        if (texts.isEmpty()) {
            return List.of();
        } else if (Instant.now().isBefore(before.until())) {
            throw new RerankUnavailable(before.reason().orElseThrow(), null);
        }
        try {
            List<Integer> order = order(ask(question, texts), texts.size());
            failed = new Failed(Optional.empty(), Instant.MIN);
            return order;
        } catch (RuntimeException e) {
            String reason = ServiceFailure.of(e, NONSENSE).reason();
            failed = new Failed(Optional.of(reason), Instant.now().plus(pause));
            throw new RerankUnavailable(reason, e);
        }
    }

    @Override
    public Optional<String> trouble() {
        return failed.reason()
                .map(reason -> "The reranking service (RAG_RERANK_URL) " + reason
                        + "; passages are in the order of the search.");
    }

    private JsonNode ask(String question, List<String> texts) {
        boolean names = isTextEmbeddingsInference;
        try {
            return ask(question, texts, names);
        } catch (RuntimeException e) {
            if (ServiceFailure.of(e, NONSENSE).status().stream().noneMatch(OTHER_NAMES::contains)) {
                throw e;
            }
            JsonNode answer = ask(question, texts, !names);
            isTextEmbeddingsInference = !names;
            return answer;
        }
    }

    private JsonNode ask(String question, List<String> texts, boolean isTextEmbeddingsInference) {
        return client.rerank(
                authorization,
                isTextEmbeddingsInference
                        ? WireQuestion.ofTextEmbeddingsInference(question, texts)
                        : WireQuestion.usual(model, question, texts));
    }

    /** @throws IllegalArgumentException when there is not one finite score for each text */
    private static List<Integer> order(JsonNode answer, int count) {
        JsonNode results = answer.isArray() ? answer : answer.path("results");
        var scores = new double[count];
        var isScored = new boolean[count];
        for (JsonNode result : results) {
            int index = result.path("index").asInt(-1);
            JsonNode score = result.has("relevance_score") ? result.path("relevance_score") : result.path("score");
            if (index < 0
                    || index >= count
                    || isScored[index]
                    || !score.isNumber()
                    || !Double.isFinite(score.asDouble())) {
                throw new IllegalArgumentException(NONSENSE);
            }
            scores[index] = score.asDouble();
            isScored[index] = true;
        }
        if (results.size() != count) {
            throw new IllegalArgumentException(NONSENSE);
        }
        // Stable: of equals the one that was better so far stays so.
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer place) -> scores[place])
                        .reversed())
                .toList();
    }
}
