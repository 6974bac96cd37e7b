package io.qubinode.mcp.assistant.document.lucene;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.ingestion.PassageIndex;
import io.qubinode.mcp.assistant.document.ingestion.PassageStore;
import io.qubinode.mcp.assistant.document.onnx.LocalEmbedder;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures a large index for {@code bench/document_scale}; it is no test of its own. */
@QuarkusTest
@EnabledIfSystemProperty(named = "scale.folder", matches = ".+")
class ScaleRun {

    private static final int SHOWN = 5;
    private static final int ROUNDS = 3;

    @Inject
    LocalEmbedder meaning;

    @TempDir
    Path temporary;

    private final EmbeddingDemand demand = new EmbeddingDemand();
    private final Path corpus = Path.of(System.getProperty("scale.corpus", ""));
    private final Path folder = Path.of(System.getProperty("scale.folder", ""));
    private final Path kept = Path.of(System.getProperty("scale.index", ""));
    private final ObjectNode figures = ToolJson.MAPPER.createObjectNode();

    @Test
    void measures() throws IOException {
        var original = new LuceneIndex(temporary.resolve("index"), meaning.models(), new MappedFiles());
        var store = new LucenePassageStore(original, meaning, demand);
        measureIngestion(store);
        var index = new LuceneIndex(kept, meaning.models(), new MappedFiles());
        long began = System.nanoTime();
        ingest(folder, new Multiplied(new LucenePassageStore(index, meaning, demand), store), new IngestionProgress());
        figures.put("index_seconds", seconds(began));
        original.close();
        measureQueries(index);
        index.close();
        Files.writeString(Path.of(System.getProperty("scale.figures")), figures.toString());
    }

    /** The documents as they are: until their words are found, and until all is embedded. */
    private void measureIngestion(LucenePassageStore store) throws IOException {
        meaning.ofPassages(List.of("load the models"));
        var progress = new IngestionProgress();
        long began = System.nanoTime();
        ingest(corpus, new WordsOnly(store), progress);
        figures.put("words_seconds", seconds(began)).put("originals", store.toEmbed());
        long cpu = cpuNanos();
        began = System.nanoTime();
        do {
            ingest(corpus, new Open(store), progress);
        } while (progress.now().toEmbed() > 0);
        figures.put("embedding_seconds", seconds(began)).put("embedding_cpu_seconds", (cpuNanos() - cpu) / 1e9);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void ingest(Path from, PassageStore into, IngestionProgress progress) {
        new Ingestion(new DocumentFolders(List.of(from)), new DocumentReader(), into, progress, new IngestionRequests())
                .run();
        progress.now().problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
    }

    private void measureQueries(LuceneIndex index) throws IOException {
        var documents = new LuceneDocumentIndex(index, meaning, demand, new IngestionProgress());
        figures.put("passages", documents.status().passages());
        var millis = new ArrayList<Double>();
        var models = new ArrayList<Double>();
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("scale.questions")));
        for (int round = 0; round <= ROUNDS; round++) {
            for (String line : lines) {
                String question =
                        ToolJson.MAPPER.readTree(line).path("question").asText();
                long began = System.nanoTime();
                meaning.ofQuestion(question);
                long asked = System.nanoTime();
                documents.search(Search.everywhere(question, SHOWN));
                if (round > 0) {
                    models.add((asked - began) / 1e6);
                    millis.add((System.nanoTime() - asked) / 1e6);
                }
            }
        }
        figures.put("query_p50_ms", quantile(millis, 0.5)).put("query_p95_ms", quantile(millis, 0.95));
        figures.put("models_p50_ms", quantile(models, 0.5)).put("models_p95_ms", quantile(models, 0.95));
    }

    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Is open already. */
    private record Open(PassageIndex index) implements Wrapping {

        @Override
        public void open() {}
    }

    /** Embeds nothing. */
    private record WordsOnly(PassageIndex index) implements Wrapping {

        @Override
        public int toEmbed() {
            return 0;
        }
    }

    /** Gives an edited copy nearly the embeddings of what it was copied from: embedding all would take hours, and measure only that. */
    private record Multiplied(PassageIndex index, PassageIndex originals) implements Wrapping {

        private static final double NOISE = 0.01;

        @Override
        public IndexedDocument withKnownVectors(DocumentFile file, String hash, List<Passage> passages)
                throws IOException {
            String original = file.source().replaceFirst("^copy-\\d+/", "");
            String key = originals.hashes().keySet().stream()
                    .filter(each -> each.endsWith("\n" + original))
                    .findFirst()
                    .orElseThrow();
            List<float[]> vectors = originals.document(key).orElseThrow().vectors();
            var random = new Random(file.source().hashCode());
            return new IndexedDocument(
                    file.key(),
                    hash,
                    passages,
                    IntStream.range(0, passages.size())
                            .mapToObj(place -> nearly(vectors.get(Math.min(place, vectors.size() - 1)), random))
                            .toList());
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
        default IndexedDocument withKnownVectors(DocumentFile file, String hash, List<Passage> passages)
                throws IOException {
            return index().withKnownVectors(file, hash, passages);
        }

        @Override
        default void keep(IndexedDocument document) throws IOException, UnreadableDocument {
            index().keep(document);
        }

        @Override
        default Optional<IndexedDocument> document(String key) throws IOException {
            return index().document(key);
        }

        @Override
        default int toEmbed(String key) throws IOException {
            return index().toEmbed(key);
        }

        @Override
        default int toEmbed() throws IOException {
            return index().toEmbed();
        }

        @Override
        default List<UnreadDocument> embed() throws IOException {
            return index().embed();
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
