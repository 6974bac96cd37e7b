package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.TextRefused;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search with an embedding service's model, which may be any and may be away. */
class OtherModelsTest {

    @TempDir
    Path temporary;

    private final Letters letters = new Letters();
    private final IngestionProgress progress = new IngestionProgress();
    private LuceneIndex index;
    private Ingestion ingestion;
    private LuceneDocumentIndex documents;

    @BeforeEach
    void read() throws IOException {
        Path docs = Files.createDirectory(temporary.resolve("docs"));
        Files.writeString(docs.resolve("firewall.md"), "# Firewall\n\nOpen port 8888 for the web interface.");
        Files.writeString(docs.resolve("zebra.md"), "# Zzz\n\nzzzz zzzzz zz");
        start();
    }

    private void start() {
        index = new LuceneIndex(temporary.resolve("index"), letters.models(), new MappedFiles());
        var demand = new EmbeddingDemand();
        ingestion = new Ingestion(
                new DocumentFolders(List.of(temporary.resolve("docs"))),
                new DocumentReader(),
                new LucenePassageStore(index, letters, demand),
                progress,
                new IngestionRequests());
        documents = new LuceneDocumentIndex(index, letters, demand, progress);
        ingestion.run();
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private Findings find(String query, SearchMode mode) {
        return documents.search(new Search(query, mode, Optional.empty(), 5));
    }

    @Test
    void findsByTheModelsMeaning() {
        Findings found = find("zzzzzzz", SearchMode.SEMANTIC);
        assertThat(found.passages().getFirst().passage().source()).isEqualTo("zebra.md");
        assertThat(found.lack()).isEmpty();
    }

    @Test
    void searchesByWordsWhileTheServiceIsAway() {
        letters.away = true;
        Findings found = find("firewall port", SearchMode.HYBRID);
        assertThat(found.passages()).hasSize(1);
        assertThat(found.lack()).contains("Found by words alone, because the embedding service cannot be reached.");
        assertThatThrownBy(() -> find("firewall", SearchMode.SEMANTIC))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("nothing can be searched by meaning");
    }

    @Test
    void doesNotAskTheServiceForWords() {
        letters.away = true;
        assertThat(find("firewall port", SearchMode.KEYWORD).lack()).isEmpty();
    }

    @Test
    void saysThatTheServiceHasAnotherModelNow() {
        letters.length = 27;
        assertThat(find("firewall", SearchMode.HYBRID).lack())
                .hasValueSatisfying(lack -> assertThat(lack).contains("another length"));
    }

    @Test
    void readsAllAnewForOtherModels() throws IOException {
        index.close();
        letters.length = 27;
        letters.name = "others";
        start();
        assertThat(documents.status().passages()).isEqualTo(2);
        assertThat(find("firewall", SearchMode.HYBRID).lack()).isEmpty();
    }

    @Test
    void keepsWhatItHasAndGoesOnLater() throws IOException {
        letters.away = true;
        Files.writeString(temporary.resolve("docs/new.md"), "# New\n\nSomething new.");
        ingestion.run();
        assertThat(progress.now().problem())
                .contains(
                        "The embedding service (RAG_EMBEDDING_URL) cannot be reached; new documents are found by words alone"
                                + " until it answers.");
        assertThat(documents.status().passages()).isEqualTo(3);
        assertThat(documents.status().toEmbed()).isOne();
        letters.away = false;
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
        assertThat(documents.status().toEmbed()).isZero();
    }

    @Test
    void findsByWordsWhatTheServiceDoesNotTake() throws IOException {
        Files.writeString(temporary.resolve("docs/long.md"), "# Long\n\nToo long for it.");
        ingestion.run();
        Files.writeString(temporary.resolve("docs/short.md"), "# Short\n\nMuch shorter.");
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
        assertThat(progress.now().unread())
                .containsExactly(new UnreadDocument(
                        "long.md", "partly found by words only: the embedding service answered with status 413"));
        assertThat(find("too long", SearchMode.KEYWORD).passages()).hasSize(1);
        assertThat(find("shorter", SearchMode.SEMANTIC).passages())
                .extracting(hit -> hit.passage().source())
                .contains("short.md")
                .doesNotContain("long.md");
    }

    /** How often each letter is in a text. */
    private static final class Letters implements Embedder {

        private String name = "letters";
        private int length = 26;
        private boolean away;

        @Override
        public String models() {
            return name;
        }

        @Override
        public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
            if (away) {
                throw new EmbeddingUnavailable("cannot be reached", null);
            }
            if (texts.stream().anyMatch(text -> text.contains("Too long"))) {
                throw new TextRefused("answered with status 413", null);
            }
            return texts.stream().map(this::vector).toList();
        }

        @Override
        public Embedding ofQuestion(String question) throws EmbeddingUnavailable {
            return ofPassages(List.of(question)).getFirst();
        }

        private Embedding vector(String text) {
            var vector = new float[length];
            text.toLowerCase(java.util.Locale.ROOT)
                    .chars()
                    .filter(letter -> letter >= 'a' && letter < 'a' + length)
                    .forEach(letter -> vector[letter - 'a']++);
            return Embedding.from(vector);
        }
    }
}
