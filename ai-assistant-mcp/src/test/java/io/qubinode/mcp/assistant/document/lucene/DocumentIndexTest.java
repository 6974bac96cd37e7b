package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.ingestion.PassageStore;
import io.qubinode.mcp.assistant.document.onnx.LocalEmbedder;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The index as one start after another finds it, with the real embedding model and the real files of Lucene. */
@QuarkusTest
class DocumentIndexTest {

    // The service's own, for its native library can be loaded once only.
    @Inject
    LocalEmbedder meaning;

    @TempDir
    Path temporary;

    private final IngestionRequests requests = new IngestionRequests();
    private final Counting counting = new Counting();
    private Path docs;
    private final List<LuceneIndex> opened = new ArrayList<>();

    @BeforeEach
    void writeDocuments() throws IOException {
        docs = Files.createDirectory(temporary.resolve("docs"));
        write(
                "firewall.md",
                "# Firewall\n\nOpen port 8888 with firewall-cmd so that the web interface can be reached.");
        write("storage.md", "# Storage\n\nDisk images of virtual machines are kept in a pool of libvirt.");
        write("dns.md", "# Names\n\nFreeIPA answers DNS queries; set AIRFLOW__CORE__DAGS_FOLDER elsewhere.");
    }

    @AfterEach
    void close() throws IOException {
        for (LuceneIndex index : opened) {
            index.close();
        }
    }

    @Test
    void findsByWordsAndByMeaning() {
        Service service = start();
        assertThat(service.best("firewall-cmd")).isEqualTo("firewall.md");
        assertThat(service.best("where do guests store their hard drives?")).isEqualTo("storage.md");
    }

    /** As a binary does. */
    @Test
    void findsTheSameInFilesThatAreNotMapped() {
        Service service = start(open(new ReadFiles()), ingestion -> {});
        assertThat(service.best("firewall-cmd")).isEqualTo("firewall.md");
        assertThat(service.best("where do guests store their hard drives?")).isEqualTo("storage.md");
    }

    @Test
    void findsNamesWholeAndByTheirParts() {
        Service service = start();
        assertThat(service.best("AIRFLOW__CORE__DAGS_FOLDER")).isEqualTo("dns.md");
        assertThat(service.best("dags folder")).isEqualTo("dns.md");
    }

    @Test
    void looksOnlyIntoTheDocumentsThatAreMeant() {
        Service service = start();
        var found = service.index.search(
                new Search("firewall port", SearchMode.HYBRID, Optional.of(SourceGlob.of("s*.md")), 5));
        assertThat(found.passages()).extracting(hit -> hit.passage().source()).containsExactly("storage.md");
        assertThat(service.index
                        .search(new Search("firewall", SearchMode.HYBRID, Optional.of(SourceGlob.of("*.pdf")), 5))
                        .passages())
                .isEmpty();
    }

    @Test
    void findsByWordsAloneOrByMeaningAlone() {
        Service service = start();
        assertThat(service.sources("drives", SearchMode.KEYWORD)).isEmpty();
        assertThat(service.sources("where do guests store their hard drives?", SearchMode.SEMANTIC))
                .first()
                .isEqualTo("storage.md");
    }

    @Test
    void readsAtTheNextStartOnlyWhatHasChanged() throws IOException {
        start();
        write("storage.md", "# Storage\n\nTape robots keep everything.");
        Service second = start();
        assertThat(second.read).containsExactly("storage.md");
        assertThat(second.best("tape robots")).isEqualTo("storage.md");
        assertThat(second.texts("disk images pool libvirt")).noneMatch(text -> text.contains("libvirt"));
        assertThat(second.index.status().files()).isEqualTo(3);
    }

    @Test
    void leavesOutWhatAnAdministratorTookOutUntilAllIsReadAgain() {
        start();
        requests.remove(SourceGlob.of("storage.md"));
        assertThat(start().index.status().files()).isEqualTo(2);
        Service later = start();
        assertThat(later.index.status().files()).isEqualTo(2);
        assertThat(later.sources("libvirt pool", SearchMode.KEYWORD)).isEmpty();
        requests.read(true);
        assertThat(start().index.status().files()).isEqualTo(3);
    }

    @Test
    void forgetsADocumentThatIsGone() throws IOException {
        start();
        Files.delete(docs.resolve("dns.md"));
        Service second = start();
        assertThat(second.texts("FreeIPA DNS")).noneMatch(text -> text.contains("FreeIPA"));
        assertThat(second.index.status().files()).isEqualTo(2);
        assertThat(second.read).isEmpty();
    }

    @Test
    void reportsABrokenDocumentAndReadsTheRest() throws IOException {
        write("broken.pdf", "%PDF-1.7 nonsense");
        Service service = start();
        assertThat(service.index.status().unread())
                .containsExactly(new UnreadDocument("broken.pdf", "cannot be parsed as pdf"));
        assertThat(service.index.status().files()).isEqualTo(3);
        assertThat(service.index.status().trouble())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("broken.pdf"));
        assertThat(service.best("firewall port")).isEqualTo("firewall.md");
    }

    @Test
    void makesADamagedIndexAnew() throws IOException {
        start();
        close();
        // Within the data of the largest file, where opening it does not look.
        Path largest = indexFiles().stream()
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
        try (var damaged = new RandomAccessFile(largest.toFile(), "rw")) {
            damaged.seek(Files.size(largest) / 2);
            damaged.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        Service second = start();
        assertThat(second.read).hasSize(3);
        assertThat(second.best("firewall port")).isEqualTo("firewall.md");
    }

    @Test
    void makesAnIndexAnewThatLostAFileAndLeavesOtherFilesInItsFolderAlone() throws IOException {
        start();
        close();
        Path other = Files.writeString(temporary.resolve("index/notes.txt"), "not ours");
        for (Path file : indexFiles()) {
            if (file.toString().endsWith(".cfs") || file.toString().endsWith(".fdt")) {
                Files.delete(file);
            }
        }
        Service second = start();
        assertThat(second.best("firewall port")).isEqualTo("firewall.md");
        assertThat(other).hasContent("not ours");
    }

    @Test
    void searchesAnIndexThatAnotherProcessWritesTo() throws IOException {
        Service first = start();
        LuceneIndex second = new LuceneIndex(temporary.resolve("index"), "models", new MappedFiles());
        opened.add(second);
        Service reader = start(second, ingestion -> {});
        assertThat(reader.index.status().problem())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("Another process"));
        assertThat(reader.best("firewall port")).isEqualTo("firewall.md");
        assertThat(first.index.status().problem()).isEmpty();
    }

    @Test
    void saysThatTheIndexCannotBeUsedWhenItsFolderIsAFile() throws IOException {
        Files.writeString(temporary.resolve("index"), "in the way");
        Service service = start();
        assertThat(service.index.status().problem()).isPresent();
        assertThatThrownBy(() -> service.index.search(Search.everywhere("firewall", 5)))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().text())
                                .startsWith("backend_unavailable")
                                .doesNotContain(temporary.toString()));
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        start();
        write("new.md", "# New\n\nA document about turnips.");
        Service stopped = start(open(), Ingestion::stop);
        assertThat(stopped.read).isEmpty();
        assertThat(stopped.best("firewall port")).isEqualTo("firewall.md");
        assertThat(start().best("turnips")).isEqualTo("new.md");
    }

    @Test
    void ranksByWhatThereIsAndNotByWhatWasThere() throws IOException {
        write("alpha.md", "# Letters\n\nThe alphabird sings.");
        write("beta.md", "# Letters\n\nThe betabird sings.");
        write("betas.md", "# Letters\n\nA betabird sings, too.");
        write("alphas.md", "# Letters\n\nOne more alphabird sings.");
        write("others.md", "# Letters\n\nAnother alphabird sings.");
        // With less, so large a share would be gone that Lucene itself merges it away.
        for (int i = 0; i < 20; i++) {
            write("number" + i + ".md", "# Numbers\n\nThe number is " + i + ".");
        }
        start();
        Files.delete(docs.resolve("alphas.md"));
        Files.delete(docs.resolve("others.md"));
        assertThat(start().sources("alphabird betabird", SearchMode.KEYWORD)).startsWith("alpha.md");
    }

    @Test
    void ranksEqualsTheSameWhicheverWasWrittenLast() throws IOException {
        write("one.md", "# Letters\n\nThe alphabird sings.");
        write("two.md", "# Letters\n\nThe gammabird sings.");
        List<String> before = start().sources("alphabird gammabird", SearchMode.KEYWORD);
        write("one.md", "# Letters\n\nThe alphabird is silent.");
        start();
        write("one.md", "# Letters\n\nThe alphabird sings.");
        assertThat(start().sources("alphabird gammabird", SearchMode.KEYWORD)).isEqualTo(before);
    }

    @Test
    void ranksEqualsByTheirPlaceInTheDocuments() throws IOException {
        counting.means = "nothing";
        for (String bird : List.of("finch", "heron", "robin", "stork", "swift")) {
            write(bird + ".md", "# Birds\n\nThe " + bird + " sings.");
        }
        assertThat(start().sources("finch heron robin stork swift", SearchMode.HYBRID))
                .containsExactly("finch.md", "heron.md", "robin.md", "stork.md", "swift.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u009c", "\u0301\u0301", "\ufffd", "\u200b", "\u2028"})
    void takesWhatNobodyCanSee(String text) throws IOException {
        write("odd.md", text);
        Service service = start();
        assertThat(service.sources(text, SearchMode.SEMANTIC)).isNotEmpty();
        assertThat(service.best("firewall port")).isEqualTo("firewall.md");
    }

    /** The real models, and how many texts they embedded. */
    private final class Counting implements Embedder {

        private int embedded;
        private boolean away;
        /** What all texts mean alike, if not empty. */
        private String means = "";

        @Override
        public String models() {
            return meaning.models();
        }

        @Override
        public List<Embedding> ofPassages(List<String> texts) throws EmbeddingUnavailable {
            if (away) {
                throw new EmbeddingUnavailable("cannot be reached", null);
            }
            embedded += texts.size();
            return meaning.ofPassages(
                    means.isEmpty() ? texts : texts.stream().map(text -> means).toList());
        }

        @Override
        public Embedding ofQuestion(String question) throws EmbeddingUnavailable {
            return meaning.ofQuestion(question);
        }
    }

    @Test
    void findsByWordsBeforeAnythingIsEmbeddedAndGoesOnWithThat() {
        counting.away = true;
        Service service = start();
        assertThat(service.index.status().toEmbed()).isEqualTo(3);
        assertThat(service.best("firewall-cmd")).isEqualTo("firewall.md");
        assertThat(service.sources("hard drives", SearchMode.SEMANTIC)).isEmpty();
        counting.away = false;
        Service later = start();
        assertThat(later.read).as("read again").isEmpty();
        assertThat(later.index.status().toEmbed()).isZero();
        assertThat(later.best("where do guests store their hard drives?")).isEqualTo("storage.md");
    }

    @Test
    void embedsNoTextTwiceWhereverItStands() throws IOException {
        start();
        assertThat(counting.embedded).isEqualTo(3);
        Files.move(docs.resolve("storage.md"), docs.resolve("moved.md"));
        Files.copy(docs.resolve("dns.md"), docs.resolve("copy.md"));
        start();
        requests.read(true);
        Service later = start();
        assertThat(counting.embedded).isEqualTo(3);
        assertThat(later.best("where do guests store their hard drives?")).isEqualTo("moved.md");
    }

    @Test
    void embedsFirstWhatIsAskedFor() throws IOException {
        for (int i = 0; i < 200; i++) {
            write("number" + i + ".md", "# Numbers\n\nThe number is " + i + ".");
        }
        counting.away = true;
        write("zebra.md", "# Birds\n\nThe zebra finch sings.");
        Service service = start();
        assertThat(service.best("zebra finch")).isEqualTo("zebra.md");
        counting.away = false;
        service.store.embed();
        service.store.commit();
        assertThat(service.index.status().passages()).isEqualTo(204);
        assertThat(service.sources("small songbird", SearchMode.SEMANTIC)).contains("zebra.md");
    }

    @Test
    void findsNamesFirstThatStandInAShortFileAlone() throws IOException {
        for (int i = 0; i < 12; i++) {
            write(
                    "airflow" + i + ".md",
                    "# Airflow core settings\n\nHow many max active tasks a DAG may have in Airflow core, per DAG and run "
                            + i + ".\n\n## Active tasks\n\nAirflow counts active tasks per DAG.");
        }
        write("zz.md", "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG=16");
        Service service = start();
        for (SearchMode mode : List.of(SearchMode.KEYWORD, SearchMode.HYBRID)) {
            assertThat(service.sources("AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG", mode))
                    .as(mode.name())
                    .startsWith("zz.md");
            assertThat(service.sources("What is AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG for?", mode))
                    .as(mode.name())
                    .startsWith("zz.md");
        }
    }

    @Test
    void findsLettersHoweverTheyAreEncoded() throws IOException {
        write("ligature.md", "# Set-up\n\nThe con\ufb01guration of gru\u0308n.");
        Service service = start();
        assertThat(service.sources("configuration", SearchMode.KEYWORD)).containsExactly("ligature.md");
        assertThat(service.sources("gr\u00fcn", SearchMode.KEYWORD)).containsExactly("ligature.md");
    }

    /** In a question too, where a word that nobody knows would be corrected, and means nothing to a model. */
    @ParameterizedTest
    @EnumSource
    void findsWhatAQuestionMeansHoweverItsLettersAreEncoded(SearchMode mode) throws IOException {
        write("office.md", "# Office\n\nThe o\ufb03ce opens at nine.");
        write("gr\u00fcn.md", "# Gr\u00fcn\n\nDie Disk ist gru\u0308n.");
        Service service = start();
        for (String question : List.of("\ufb01rewall of the o\ufb03ce", "gru\u0308n")) {
            String usual = Normalizer.normalize(question, Normalizer.Form.NFKC);
            assertThat(service.sources(question, mode)).as(question).isEqualTo(service.sources(usual, mode));
        }
    }

    private record Service(LuceneDocumentIndex index, PassageStore store, List<String> read) {

        List<String> sources(String query, SearchMode mode) {
            return index.search(new Search(query, mode, Optional.empty(), 5)).passages().stream()
                    .map(hit -> hit.passage().source())
                    .toList();
        }

        String best(String query) {
            return index.search(Search.everywhere(query, 3))
                    .passages()
                    .getFirst()
                    .passage()
                    .source();
        }

        List<String> texts(String query) {
            return index.search(Search.everywhere(query, 10)).passages().stream()
                    .map(RankedPassage::passage)
                    .map(Passage::text)
                    .toList();
        }
    }

    /** Remembers what was put in. */
    private record CountingStore(PassageStore store, List<String> read) implements PassageStore {

        @Override
        public void open() throws IOException {
            store.open();
        }

        @Override
        public Map<String, String> hashes() throws IOException {
            return store.hashes();
        }

        @Override
        public void replace(DocumentFile file, String hash, List<Passage> passages)
                throws IOException, UnreadableDocument {
            read.add(file.source());
            store.replace(file, hash, passages);
        }

        @Override
        public int toEmbed() throws IOException {
            return store.toEmbed();
        }

        @Override
        public List<UnreadDocument> embed() throws IOException {
            return store.embed();
        }

        @Override
        public void remove(String key) throws IOException {
            store.remove(key);
        }

        @Override
        public void commit() throws IOException {
            store.commit();
        }
    }

    private Service start() {
        return start(open(), ingestion -> {});
    }

    private LuceneIndex open() {
        return open(new MappedFiles());
    }

    private LuceneIndex open(IndexFiles files) {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        opened.clear();
        var index = new LuceneIndex(temporary.resolve("index"), "models", files);
        opened.add(index);
        return index;
    }

    private Service start(LuceneIndex index, Consumer<Ingestion> before) {
        var progress = new IngestionProgress();
        var demand = new EmbeddingDemand();
        var read = new ArrayList<String>();
        var passages = new CountingStore(new LucenePassageStore(index, counting, demand), read);
        var ingestion =
                new Ingestion(new DocumentFolders(List.of(docs)), new DocumentReader(), passages, progress, requests);
        before.accept(ingestion);
        ingestion.run();
        return new Service(new LuceneDocumentIndex(index, counting, demand, progress), passages, read);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(docs.resolve(name), text);
    }

    private List<Path> indexFiles() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("index"))) {
            return files.filter(file -> !file.toString().endsWith(".lock")).toList();
        }
    }
}
