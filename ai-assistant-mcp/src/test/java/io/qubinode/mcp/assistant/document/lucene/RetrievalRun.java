package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.document.splitter.DocumentByLineSplitter;
import dev.langchain4j.data.document.splitter.DocumentByParagraphSplitter;
import dev.langchain4j.data.document.splitter.DocumentByWordSplitter;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.DocumentTools.QueryDocuments;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.ingestion.Ingestion;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.onnx.LocalEmbedder;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
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

/** Answers question sets in several ways for {@code bench/retrieval}, which scores them; it is no test of its own. */
@QuarkusTest
@EnabledIfSystemProperty(named = "retrieval.sets", matches = ".+")
class RetrievalRun {

    private static final ObjectMapper JSON = ToolJson.MAPPER;
    private static final int RESULTS = 10;
    private static final int DEFAULT_RESULTS = 5;
    private static final int CHUNK_TOKENS = 300;
    private static final int DEPTH = 100;
    // The constant of the paper about reciprocal rank fusion.
    private static final double K = 60;

    @Inject
    LocalEmbedder meaning;

    @TempDir
    Path temporary;

    private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();
    private final Path runs = Path.of(System.getProperty("retrieval.runs", ""));

    /** @param name of the set, and of the folder of its answers */
    private record QuestionSet(String name, Path questions, Path corpus) {}

    private static List<QuestionSet> sets() {
        return Stream.of(System.getProperty("retrieval.sets").split(";"))
                .map(set -> set.split("=", -1))
                .map(set -> new QuestionSet(set[0], Path.of(set[1]), Path.of(set[2])))
                .toList();
    }

    @Test
    void answersWithThisService() throws IOException {
        Map<Path, DocumentSearch> searches = new HashMap<>();
        for (QuestionSet set : sets()) {
            DocumentSearch search = searches.computeIfAbsent(set.corpus(), this::indexed);
            write(set, "ours", question -> answer(search, question, RESULTS, SearchMode.HYBRID));
            write(set, "ours-default", question -> answer(search, question, DEFAULT_RESULTS, SearchMode.HYBRID));
            write(set, "keyword", question -> answer(search, question, RESULTS, SearchMode.KEYWORD));
            write(set, "semantic", question -> answer(search, question, RESULTS, SearchMode.SEMANTIC));
        }
    }

    private static ObjectNode answer(DocumentSearch search, String question, int results, SearchMode mode) {
        return JSON.valueToTree(search.find(new QueryDocuments(question, results, Optional.empty(), mode, 0, false)));
    }

    private DocumentSearch indexed(Path corpus) {
        var progress = new IngestionProgress();
        var index = new LuceneIndex(indexes().resolve(corpus.getFileName()), meaning.models(), new MappedFiles());
        var demand = new EmbeddingDemand();
        var ingestion = new Ingestion(
                new DocumentFolders(List.of(corpus)),
                new DocumentReader(),
                new LucenePassageStore(index, meaning, demand),
                progress,
                new IngestionRequests());
        do {
            ingestion.run();
            assertThat(progress.now().problem()).isEmpty();
        } while (progress.now().toEmbed() > 0);
        return new DocumentSearch(new LuceneDocumentIndex(index, meaning, demand, progress));
    }

    /** Kept from run to run when a folder is named, because embedding takes most of the time. */
    private Path indexes() {
        return Path.of(System.getProperty("retrieval.indexes", temporary.toString()));
    }

    @Test
    void answersWithPlainMethods() throws IOException {
        Map<Path, PlainSearch> searches = new HashMap<>();
        for (QuestionSet set : sets()) {
            PlainSearch search = searches.computeIfAbsent(set.corpus(), this::plain);
            write(set, "easy-rag", question -> results(search.byMeaning(question)));
            write(set, "bm25", question -> results(search.byWords(question)));
            write(set, "rrf", question -> results(fused(search.byWords(question), search.byMeaning(question))));
        }
    }

    private static List<TextSegment> fused(List<TextSegment> one, List<TextSegment> other) {
        Map<TextSegment, Double> scores = new LinkedHashMap<>();
        for (List<TextSegment> ranking : List.of(one, other)) {
            for (int rank = 0; rank < ranking.size(); rank++) {
                scores.merge(ranking.get(rank), 1 / (K + 1 + rank), Double::sum);
            }
        }
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private PlainSearch plain(Path corpus) {
        try {
            List<TextSegment> chunks = chunks(corpus);
            var vectors = new InMemoryEmbeddingStore<TextSegment>();
            vectors.addAll(model.embedAll(chunks).content(), chunks);
            return new PlainSearch(model, vectors, words(chunks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IndexSearcher words(List<TextSegment> chunks) throws IOException {
        var directory = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(new TechnicalEnglish()))) {
            for (TextSegment chunk : chunks) {
                var document = new Document();
                document.add(new TextField(Fields.TEXT, chunk.text(), Field.Store.YES));
                document.add(
                        new StringField(Fields.SOURCE, chunk.metadata().getString(Fields.SOURCE), Field.Store.YES));
                writer.addDocument(document);
            }
        }
        return new IndexSearcher(DirectoryReader.open(directory));
    }

    /** As Easy RAG cuts: paragraphs together, long ones between lines, long lines between words. */
    private static List<TextSegment> chunks(Path corpus) throws IOException {
        var tokens = new HuggingFaceTokenCountEstimator();
        DocumentSplitter words = new DocumentByWordSplitter(CHUNK_TOKENS, 0, tokens);
        DocumentSplitter lines = new DocumentByLineSplitter(CHUNK_TOKENS, 0, tokens, words);
        DocumentSplitter splitter = new DocumentByParagraphSplitter(CHUNK_TOKENS, 0, tokens, lines);
        var chunks = new ArrayList<TextSegment>();
        for (DocumentFile file : new DocumentFolders(List.of(corpus)).documents()) {
            chunks.addAll(splitter.split(dev.langchain4j.data.document.Document.from(
                    Files.readString(file.path()), Metadata.from(Fields.SOURCE, file.source()))));
        }
        return chunks;
    }

    private record PlainSearch(
            EmbeddingModel model, InMemoryEmbeddingStore<TextSegment> vectors, IndexSearcher searcher) {

        List<TextSegment> byMeaning(String question) {
            var request = EmbeddingSearchRequest.builder()
                    .queryEmbedding(model.embed(question).content())
                    .maxResults(DEPTH)
                    .build();
            return vectors.search(request).matches().stream()
                    .map(match -> TextSegment.from(
                            match.embedded().text(),
                            Metadata.from(
                                    Fields.SOURCE, match.embedded().metadata().getString(Fields.SOURCE))))
                    .toList();
        }

        List<TextSegment> byWords(String question) {
            var any = new BooleanQuery.Builder();
            new TechnicalEnglish()
                    .words(question)
                    .forEach(term -> any.add(new TermQuery(new Term(Fields.TEXT, term)), BooleanClause.Occur.SHOULD));
            try {
                var found = new ArrayList<TextSegment>();
                for (var hit : searcher.search(any.build(), DEPTH).scoreDocs) {
                    Document chunk = searcher.storedFields().document(hit.doc);
                    found.add(TextSegment.from(
                            chunk.get(Fields.TEXT), Metadata.from(Fields.SOURCE, chunk.get(Fields.SOURCE))));
                }
                return found;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ObjectNode results(List<TextSegment> found) {
        var answer = JSON.createObjectNode();
        var results = answer.putArray("results");
        found.stream().limit(RESULTS).forEach(segment -> results.addObject()
                .put("source", segment.metadata().getString(Fields.SOURCE))
                .put("text", segment.text()));
        return answer;
    }

    private void write(QuestionSet set, String name, Function<String, ObjectNode> answer) throws IOException {
        var lines = new ArrayList<String>();
        for (String line : Files.readAllLines(set.questions())) {
            JsonNode question = JSON.readTree(line);
            lines.add(answer.apply(question.path("question").asText())
                    .put("id", question.path("id").asText())
                    .toString());
        }
        Files.write(Files.createDirectories(runs.resolve(set.name())).resolve(name + ".jsonl"), lines);
    }
}
