package io.qubinode.mcp.assistant.document.lucene;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.ingestion.PassageIndex;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures a large index for {@code bench/document_scale}; it is no test of its own. */
@QuarkusTest
@EnabledIfSystemProperty(named = "scale.folder", matches = ".+")
class ScaleRun {

    private static final int DEPTH = 100;
    private static final int SHOWN = 5;
    private static final int ROUNDS = 3;

    @Inject
    DualEmbedder meaning;

    @TempDir
    Path temporary;

    private final Path corpus = Path.of(System.getProperty("scale.corpus", ""));
    private final Path folder = Path.of(System.getProperty("scale.folder", ""));
    private final Path kept = Path.of(System.getProperty("scale.index", ""));
    private final ObjectNode figures = ToolJson.MAPPER.createObjectNode();

    @Test
    void measures() throws IOException {
        var known = new HashMap<String, IndexedDocument>();
        measureIngestion(known);
        var index = new LuceneIndex(kept, meaning.models());
        var store = new LuceneEmbeddingStore(index);
        long began = System.nanoTime();
        ingest(folder, new Multiplied(new LucenePassageStore(index, store, meaning), known));
        figures.put("index_seconds", seconds(began));
        measureQueries(index, store);
        index.close();
        Files.writeString(Path.of(System.getProperty("scale.figures")), figures.toString());
    }

    /** The whole way of the documents as they are, and how much of it the models took. */
    private void measureIngestion(Map<String, IndexedDocument> known) throws IOException {
        meaning.ofPassages(List.of("load the models"));
        var index = new LuceneIndex(temporary.resolve("index"), meaning.models());
        var store = new LucenePassageStore(index, new LuceneEmbeddingStore(index), meaning);
        var reading = new Remembering(store, known, new AtomicLong());
        long began = System.nanoTime();
        ingest(corpus, reading);
        double whole = seconds(began);
        index.close();
        long passages = known.values().stream()
                .mapToLong(each -> each.passages().size())
                .sum();
        double models = reading.modelsNanos().get() / 1e9;
        figures.put("passages_a_second", passages / whole).put("models_passages_a_second", passages / models);
    }

    private static void ingest(Path from, PassageIndex into) {
        var progress = new IngestionProgress();
        new Ingestion(new DocumentFolders(List.of(from)), new DocumentReader(), into, progress, new IngestionRequests())
                .run();
        progress.now().problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
    }

    private void measureQueries(LuceneIndex index, LuceneEmbeddingStore store) throws IOException {
        var documents = new LuceneDocumentIndex(index, store, meaning, new IngestionProgress());
        figures.put("passages", documents.status().passages());
        List<String> questions = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(System.getProperty("scale.questions")))) {
            questions.add(ToolJson.MAPPER.readTree(line).path("question").asText());
        }
        Consumer<String> ours = question -> documents.search(Search.everywhere(question, SHOWN));
        var thesaurus = new Thesaurus(index.analyzer());
        Consumer<String> bare = question -> search(index, thesaurus, question);
        var oursMillis = new ArrayList<Double>();
        var bareMillis = new ArrayList<Double>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (String question : questions) {
                double one = millis(bare, question);
                double other = millis(ours, question);
                if (round > 0) {
                    bareMillis.add(one);
                    oursMillis.add(other);
                }
            }
        }
        figures.put("query_p50_ms", quantile(oursMillis, 0.5)).put("query_p95_ms", quantile(oursMillis, 0.95));
        figures.put("bare_p50_ms", quantile(bareMillis, 0.5)).put("bare_p95_ms", quantile(bareMillis, 0.95));
    }

    /** The question's embeddings and the same searches, their hits read, and nothing made of them. */
    private void search(LuceneIndex index, Thesaurus thesaurus, String question) {
        try {
            index.search(searcher -> {
                Set<String> terms = index.analyzer().words(Fields.TEXT, question);
                KeywordSearch.search(
                        searcher,
                        terms,
                        thesaurus.others(terms),
                        index.analyzer().pairs(question),
                        Optional.empty(),
                        DEPTH);
                KeywordSearch.files(searcher, terms, DEPTH);
                for (Embedding each : meaning.ofQuestion(question)) {
                    nearest(searcher, each);
                }
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void nearest(IndexSearcher searcher, Embedding question) throws IOException {
        var query = new KnnFloatVectorQuery(Fields.VECTOR, VectorUtil.l2normalize(question.vector()), DEPTH);
        for (var hit : searcher.search(query, DEPTH).scoreDocs) {
            searcher.storedFields().document(hit.doc);
        }
    }

    private static double millis(Consumer<String> search, String question) {
        long began = System.nanoTime();
        search.accept(question);
        return seconds(began) * 1_000;
    }

    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Keeps what passages mean, and how long the models took. */
    private record Remembering(PassageIndex index, Map<String, IndexedDocument> known, AtomicLong modelsNanos)
            implements Wrapping {

        @Override
        public IndexedDocument understood(DocumentFile file, String hash, List<Passage> passages)
                throws EmbeddingUnavailable {
            long began = System.nanoTime();
            IndexedDocument document = index.understood(file, hash, passages);
            modelsNanos.addAndGet(System.nanoTime() - began);
            known.put(file.source(), document);
            return document;
        }
    }

    /** Gives an edited copy nearly the meaning of what it was copied from: embedding all would take hours, and measure only that. */
    private record Multiplied(PassageIndex index, Map<String, IndexedDocument> known) implements Wrapping {

        private static final double NOISE = 0.01;

        @Override
        public IndexedDocument understood(DocumentFile file, String hash, List<Passage> passages) {
            List<float[]> originals =
                    known.get(file.source().replaceFirst("^copy-\\d+/", "")).vectors();
            var random = new Random(file.source().hashCode());
            List<float[]> vectors = IntStream.range(0, passages.size())
                    .mapToObj(place -> nearly(originals.get(Math.min(place, originals.size() - 1)), random))
                    .toList();
            return new IndexedDocument(file.key(), hash, passages, vectors);
        }

        private static float[] nearly(float[] vector, Random random) {
            float[] near = vector.clone();
            for (int i = 0; i < near.length; i++) {
                near[i] += (float) (NOISE * random.nextGaussian());
            }
            return near;
        }
    }

    /** Passes all on. */
    private interface Wrapping extends PassageIndex {

        PassageIndex index();

        @Override
        default void open() throws IOException {
            index().open();
        }

        @Override
        default Map<String, String> hashes() throws IOException {
            return index().hashes();
        }

        @Override
        default void keep(IndexedDocument document) throws IOException {
            index().keep(document);
        }

        @Override
        default void remove(String key) throws IOException {
            index().remove(key);
        }

        @Override
        default void commit() throws IOException {
            index().commit();
        }
    }
}
