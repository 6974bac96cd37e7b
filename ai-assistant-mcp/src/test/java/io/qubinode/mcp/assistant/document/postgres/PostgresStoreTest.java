package io.qubinode.mcp.assistant.document.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.StoreUrl;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What only a real PostgreSQL with pgvector shows; TEST_STORE_URL names one, such as that of {@code e2e/postgresql.py}. */
@EnabledIfEnvironmentVariable(named = "TEST_STORE_URL", matches = "postgresql://.+")
class PostgresStoreTest {

    private final PostgresStore store =
            new PostgresStore(StoreUrl.of(String.valueOf(System.getenv("TEST_STORE_URL"))), new Models());

    @AfterEach
    void end() throws IOException {
        store.end();
    }

    @Test
    void keepsTheOthersWhenItRefusesOneDocument() throws Exception {
        store.put(document("a", "text", 1));
        for (IndexedDocument refused : List.of(
                document("b", "te\0xt", 1),
                document("c", "text", Float.NaN),
                document(
                        new Random(1)
                                .ints(8_000, ' ', '~')
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString(),
                        "text",
                        1))) {
            assertThatThrownBy(() -> store.put(refused))
                    .isInstanceOf(UnreadableDocument.class)
                    .hasMessageMatching("is refused by the shared store with SQL state (22|54).*");
            assertThat(store.remove(refused.key())).isFalse();
        }
        store.put(document("d", "text", 1));
        store.commit();
        assertThat(store.hashes()).containsOnlyKeys("a", "d");
        assertThat(store.document("a").orElseThrow().passages().getFirst().text())
                .isEqualTo("text");
        assertThat(store.remove("a")).isTrue();
    }

    @Test
    void keepsWhatADocumentWasWhenItRefusesWhatItIs() throws Exception {
        store.put(document("a", "text", 1));
        store.commit();
        assertThatThrownBy(() -> store.put(document("a", "\0", 1))).isInstanceOf(UnreadableDocument.class);
        assertThat(store.document("a")).isPresent();
    }

    private static IndexedDocument document(String key, String text, float number) {
        return new IndexedDocument(
                key, "1", List.of(new Passage(key.substring(0, 1), "t", List.of(), 1, 1, text)), List.of(new float[] {
                    number
                }));
    }

    /** Of another name in each run, so that each has tables of its own. */
    private static final class Models implements Embedder {

        private final String name = UUID.randomUUID().toString();

        @Override
        public String models() {
            return name;
        }

        @Override
        public List<Embedding> ofPassages(List<String> texts) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Embedding ofQuestion(String question) {
            throw new UnsupportedOperationException();
        }
    }
}
