package io.qubinode.mcp.assistant.document.lucene;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What LangChain4j expects of a store. */
class LuceneEmbeddingStoreTest {

    @TempDir
    Path folder;

    private LuceneIndex index;
    private LuceneEmbeddingStore store;

    @BeforeEach
    void open() throws IOException {
        index = new LuceneIndex(folder, "models");
        index.open();
        store = new LuceneEmbeddingStore(index);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void findsTheNearestWithCosineAsRelevanceAndAllItsMetadata() throws IOException {
        store.add(vector(1, 0), segment("east", "a.md"));
        String north = store.add(vector(0, 2), segment("north", "b.md"));
        index.commit();
        List<EmbeddingMatch<TextSegment>> matches = search(null, 0);
        assertThat(matches.getFirst().embeddingId()).isEqualTo(north);
        assertThat(matches.getFirst().embedded()).isEqualTo(segment("north", "b.md"));
        assertThat(matches.getFirst().score()).isCloseTo(1, within(1e-4));
        assertThat(matches.getLast().score()).isCloseTo(0.5, within(1e-4));
    }

    @Test
    void leavesOutWhatIsBelowTheLeastScoreOrOtherThanTheFilter() throws IOException {
        store.add(vector(1, 0), segment("east", "a.md"));
        store.add(vector(0, 1), segment("north", "b.md"));
        index.commit();
        assertThat(search(null, 0.9)).hasSize(1);
        assertThat(search(metadataKey("source").isEqualTo("a.md"), 0))
                .extracting(match -> match.embedded().text())
                .containsExactly("east");
    }

    @Test
    void removesByIdByFilterAndAll() throws IOException {
        String id = store.add(vector(1, 0), segment("east", "a.md"));
        store.add(vector(0, 1), segment("north", "b.md"));
        store.add(vector(1, 1), segment("between", "c.md"));
        store.remove(id);
        store.removeAll(metadataKey("source").isEqualTo("b.md"));
        index.commit();
        assertThat(search(null, 0)).extracting(match -> match.embedded().text()).containsExactly("between");
        store.removeAll();
        index.commit();
        assertThat(search(null, 0)).isEmpty();
    }

    @Test
    void showsNothingBeforeTheCommit() {
        store.add(vector(1, 0), segment("east", "a.md"));
        assertThat(search(null, 0)).isEmpty();
    }

    @Test
    void refusesFiltersThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> search(metadataKey("lines").isGreaterThan(3), 0))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private List<EmbeddingMatch<TextSegment>> search(Filter filter, double minScore) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(vector(0, 1))
                        .maxResults(5)
                        .minScore(minScore)
                        .filter(filter)
                        .build())
                .matches();
    }

    private static Embedding vector(float... values) {
        return Embedding.from(values);
    }

    private static TextSegment segment(String text, String source) {
        return TextSegment.from(text, new Metadata().put("source", source).put("from_line", 3));
    }
}
