package io.qubinode.mcp.assistant.document;

import dev.langchain4j.data.embedding.Embedding;
import java.util.List;

/** What texts mean, as vectors that are near one another when their texts mean alike. Thread-safe. */
public interface Embedder {

    /** Names the models: vectors of other models cannot be compared with theirs. */
    String models();

    /**
     * One vector for each text, all of the same length.
     *
     * @throws EmbeddingUnavailable when the models cannot be asked now; {@link TextRefused} when they do not accept one of the texts
     */
    List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable;

    /**
     * What a question means.
     *
     * @throws EmbeddingUnavailable when the models cannot be asked now
     */
    Embedding ofQuestion(String question) throws EmbeddingUnavailable;
}
