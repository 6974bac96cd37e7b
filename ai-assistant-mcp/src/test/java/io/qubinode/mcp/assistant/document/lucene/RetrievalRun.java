package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.document.splitter.DocumentSplitters;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.DocumentTools.QueryDocuments;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Answers a question set three ways for {@code bench/retrieval}, which scores them; it is no test of its own. */
@QuarkusTest
@EnabledIfSystemProperty(named = "retrieval.corpus", matches = ".+")
class RetrievalRun {

    private static final ObjectMapper JSON = ToolJson.MAPPER;
    private static final int RESULTS = 10;
    private static final int DEFAULT_RESULTS = 5;
    private static final int CHUNK_TOKENS = 300;
    private static final int OVERLAP_TOKENS = 30;

    @Inject
    EmbeddingModel model;

    @Inject
    DualEmbedder meaning;

    @TempDir
    Path temporary;

    private final Path corpus = Path.of(System.getProperty("retrieval.corpus", ""));
    private final Path questions = Path.of(System.getProperty("retrieval.questions", ""));
    private final Path runs = Path.of(System.getProperty("retrieval.runs", ""));

    @Test
    void answersWithThisService() throws IOException {
        var progress = new IngestionProgress();
        var index = new LuceneIndex(
                Path.of(System.getProperty(
                        "retrieval.index", temporary.resolve("index").toString())),
                meaning.models());
        var store = new LuceneEmbeddingStore(index);
        var passages = new LucenePassageStore(index, store, meaning);
        new Ingestion(
                        new DocumentFolders(List.of(corpus)),
                        new DocumentReader(),
                        passages,
                        progress,
                        new IngestionRequests())
                .run();
        var search = new DocumentSearch(new LuceneDocumentIndex(index, store, meaning, progress));
        for (var run : Map.of("ours", RESULTS, "ours-default", DEFAULT_RESULTS).entrySet()) {
            write(
                    run.getKey(),
                    question -> JSON.valueToTree(search.find(
                            new QueryDocuments(question, run.getValue(), Optional.empty(), SearchMode.HYBRID, 0))));
        }
        assertThat(progress.now().problem()).isEmpty();
        index.close();
    }

    @Test
    void answersWithPlainMethods() throws IOException {
        List<TextSegment> chunks = chunks();
        var vectors = new InMemoryEmbeddingStore<TextSegment>();
        vectors.addAll(model.embedAll(chunks).content(), chunks);
        write(
                "easy-rag",
                question -> results(vectors
                        .search(EmbeddingSearchRequest.builder()
                                .queryEmbedding(model.embed(question).content())
                                .maxResults(RESULTS)
                                .build())
                        .matches()
                        .stream()
                        .map(match -> match.embedded())
                        .toList()));
        var analyzer = new TechnicalEnglish();
        var directory = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (TextSegment chunk : chunks) {
                var document = new Document();
                document.add(new TextField(Fields.TEXT, chunk.text(), Field.Store.YES));
                document.add(
                        new StringField(Fields.SOURCE, chunk.metadata().getString(Fields.SOURCE), Field.Store.YES));
                writer.addDocument(document);
            }
        }
        try (var reader = DirectoryReader.open(directory)) {
            var searcher = new IndexSearcher(reader);
            write("bm25", question -> results(byWords(searcher, analyzer, question)));
        }
        assertThat(chunks).isNotEmpty();
    }

    private List<TextSegment> chunks() throws IOException {
        DocumentSplitter splitter =
                DocumentSplitters.recursive(CHUNK_TOKENS, OVERLAP_TOKENS, new HuggingFaceTokenCountEstimator());
        var chunks = new ArrayList<TextSegment>();
        for (DocumentFile file : new DocumentFolders(List.of(corpus)).documents()) {
            chunks.addAll(splitter.split(dev.langchain4j.data.document.Document.from(
                    Files.readString(file.path()), Metadata.from(Fields.SOURCE, file.source()))));
        }
        return chunks;
    }

    private static List<TextSegment> byWords(IndexSearcher searcher, TechnicalEnglish analyzer, String question) {
        var any = new BooleanQuery.Builder();
        analyzer.words(Fields.TEXT, question)
                .forEach(term -> any.add(new TermQuery(new Term(Fields.TEXT, term)), BooleanClause.Occur.SHOULD));
        try {
            var found = new ArrayList<TextSegment>();
            for (var hit : searcher.search(any.build(), RESULTS).scoreDocs) {
                found.add(LuceneEmbeddingStore.segment(searcher.storedFields().document(hit.doc)));
            }
            return found;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode results(List<TextSegment> found) {
        var answer = JSON.createObjectNode();
        var results = answer.putArray("results");
        found.forEach(segment -> results.addObject()
                .put("source", segment.metadata().getString(Fields.SOURCE))
                .put("text", segment.text()));
        return answer;
    }

    private void write(String name, Function<String, ObjectNode> answer) throws IOException {
        var lines = new ArrayList<String>();
        for (String line : Files.readAllLines(questions)) {
            JsonNode question = JSON.readTree(line);
            lines.add(answer.apply(question.path("question").asText())
                    .put("id", question.path("id").asText())
                    .toString());
        }
        Files.write(Files.createDirectories(runs).resolve(name + ".jsonl"), lines);
    }
}
