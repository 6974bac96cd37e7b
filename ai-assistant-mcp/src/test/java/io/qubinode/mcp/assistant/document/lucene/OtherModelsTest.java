package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import io.qubinode.mcp.assistant.document.DocumentLinks;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.assistant.document.RerankUnavailable;
import io.qubinode.mcp.assistant.document.Reranker;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.TextRefused;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.ranking.SecondLook;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final SecondLooks secondLook = new SecondLooks();
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
        documents = new LuceneDocumentIndex(index, letters, demand, progress, DocumentLinks.NONE, secondLook);
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
    void takesTheOrderOfASecondLookAndKeepsTheScoresInTheirs() {
        List<RankedPassage> before =
                find("firewall port zebra", SearchMode.HYBRID).passages();
        secondLook.isReversed = true;
        List<RankedPassage> after =
                find("firewall port zebra", SearchMode.HYBRID).passages();
        assertThat(after)
                .extracting(RankedPassage::passage)
                .containsExactly(before.get(1).passage(), before.get(0).passage());
        assertThat(after)
                .extracting(RankedPassage::score)
                .containsExactly(before.get(0).score(), before.get(1).score());
        assertThat(secondLook.asked)
                .containsExactly(
                        "firewall port zebra",
                        "Firewall\nFirewall\n# Firewall\n\nOpen port 8888 for the web interface.",
                        "Zzz\nZzz\n# Zzz\n\nzzzz zzzzz zz");
    }

    @Test
    void staysInItsOrderAndSaysSoWhileNobodyLooksOnceMore() {
        List<RankedPassage> before = find("firewall port", SearchMode.HYBRID).passages();
        secondLook.away = true;
        Findings found = find("firewall port", SearchMode.HYBRID);
        assertThat(found.passages()).isEqualTo(before);
        assertThat(found.lack())
                .contains("In the order of the search alone, because the reranking service did not answer in time.");
        assertThat(documents.status().trouble()).contains("The reranking service is away.");
        assertThat(find("firewall port", SearchMode.KEYWORD).lack()).isEmpty();
        letters.away = true;
        assertThat(find("firewall port", SearchMode.HYBRID).lack().orElseThrow())
                .contains("the embedding service cannot be reached. In the order of the search alone");
    }

    @Test
    void looksOnceMoreAtTheBestThirtyOnly() throws IOException {
        for (int i = 0; i < 40; i++) {
            Files.writeString(
                    temporary.resolve("docs/zebra-" + i + ".md"), "# Zebra " + i + "\n\nport\n" + "z".repeat(i));
        }
        ingestion.run();
        find("zebra port", SearchMode.HYBRID);
        assertThat(secondLook.asked).hasSize(1 + SecondLook.CANDIDATES);
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

    @Test
    void tellsATextThatMakesTheServiceFailFromAServiceThatFails() throws IOException {
        Files.writeString(temporary.resolve("docs/odd.md"), "# Odd\n\nNobody can embed this.");
        Files.writeString(temporary.resolve("docs/plain.md"), "# Plain\n\nMuch plainer.");
        letters.failing = true;
        ingestion.run();
        assertThat(progress.now().problem()).isPresent();
        assertThat(documents.status().toEmbed()).isEqualTo(2);
        letters.failing = false;
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
        assertThat(documents.status().toEmbed()).isZero();
        assertThat(progress.now().unread())
                .containsExactly(new UnreadDocument(
                        "odd.md", "partly found by words only: the embedding service answered with status 500"));
    }

    /** How often each letter is in a text. */
    private static final class Letters implements Embedder {

        private String name = "letters";
        private int length = 26;
        private boolean away;
        private boolean failing;

        @Override
        public String models() {
            return name;
        }

        @Override
        public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
            if (away) {
                throw new EmbeddingUnavailable("cannot be reached", null);
            }
            if (failing || texts.stream().anyMatch(text -> text.contains("Nobody can"))) {
                throw TextRefused.perhaps("answered with status 500", null);
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

    /** Whoever looks once more. */
    private static final class SecondLooks implements Reranker {

        private final List<String> asked = new ArrayList<>();
        private boolean isReversed;
        private boolean away;

        @Override
        public List<Integer> order(String question, List<String> texts) throws RerankUnavailable {
            if (away) {
                throw new RerankUnavailable("did not answer in time", null);
            }
            asked.clear();
            asked.add(question);
            asked.addAll(texts);
            List<Integer> order = NONE.order(question, texts);
            return isReversed ? order.reversed() : order;
        }

        @Override
        public Optional<String> trouble() {
            return away ? Optional.of("The reranking service is away.") : Optional.empty();
        }
    }
}
