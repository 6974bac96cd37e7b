package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoresTest {

    private static final Query POOL = new TermQuery(new Term(Fields.WORDS, "pool"));

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private DirectoryReader reader;

    @AfterEach
    void close() throws IOException {
        reader.close();
        directory.close();
    }

    /** @param passages id and words of each; Lucene numbers them in this order */
    private IndexSearcher searcher(List<String> passages) throws IOException {
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
            for (String passage : passages) {
                var document = new Document();
                document.add(new KeywordField(Fields.ID, passage.substring(0, 1), Field.Store.YES));
                document.add(new TextField(Fields.WORDS, passage.substring(2), Field.Store.NO));
                writer.addDocument(document);
            }
        }
        reader = DirectoryReader.open(directory);
        return new IndexSearcher(reader);
    }

    @Test
    void choosesEqualsAtTheEndByIdAndNotByWhenTheyWereWritten() throws Exception {
        IndexSearcher searcher = searcher(List.of("d pool x", "b pool x", "e pool pool", "a pool x", "c pool x"));
        assertThat(Scores.best(searcher, POOL, 3, 0).passages()).containsExactly(2, 3, 1);
    }

    /** The graph of the vectors of a large index misses some, and the words may find them. */
    @Test
    void scalesByAPassageThatIsBetterThanAllThatWereFoundFirst() throws Exception {
        IndexSearcher searcher =
                searcher(List.of("a pool pool pool pool missed", "b pool pool found", "c pool x found"));
        var found = new BooleanQuery.Builder()
                .add(POOL, BooleanClause.Occur.MUST)
                .add(new TermQuery(new Term(Fields.WORDS, "found")), BooleanClause.Occur.FILTER)
                .build();
        Scores scores = Scores.best(searcher, found, 2, 0).with(searcher, POOL, List.of(0, 1));
        assertThat(scores.of(0)).isEqualTo(1);
        assertThat(scores.of(1)).isStrictlyBetween(0.0, 1.0);
        assertThat(scores.of(2)).isZero();
    }

    @Test
    void hasNoScoreOfAPassageThatTheOtherWayFoundAndThisOneDoesNot() throws Exception {
        IndexSearcher searcher = searcher(List.of("a pool", "b volume"));
        Scores scores = Scores.best(searcher, POOL, 2, 0).with(searcher, POOL, List.of(1));
        assertThat(scores.passages()).containsExactly(0);
    }
}
