package io.qubinode.mcp.assistant.document;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks once more at the passages that fit a question best, longer at each than a search of all could. Thread-safe. */
@FunctionalInterface
public interface Reranker {

    /** Leaves all as it is. */
    Reranker NONE =
            (question, texts) -> IntStream.range(0, texts.size()).boxed().toList();

    /**
     * In which order these texts fit a question.
     *
     * @param texts in the order in which they fit so far
     * @return the place of each, the best first
     * @throws RerankUnavailable when it cannot be asked now, or takes too long
     */
    List<Integer> order(String question, List<String> texts) throws RerankUnavailable;

    /** What an operator should look at, in one sentence; empty when there is nothing. */
    default Optional<String> trouble() {
        return Optional.empty();
    }
}
