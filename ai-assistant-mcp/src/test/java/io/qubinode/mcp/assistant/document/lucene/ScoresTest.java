package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

class ScoresTest {

    /** The graph of the vectors of a large index misses some, and the words may find them. */
    @Test
    void scalesByAPassageThatIsBetterThanAllThatWereFoundFirst() throws Exception {
        try (var directory = new ByteBuffersDirectory()) {
            try (var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
                for (String text : List.of("pool pool pool pool missed", "pool pool found", "pool x found")) {
                    var document = new Document();
                    document.add(new KeywordField(Fields.ID, text, Field.Store.YES));
                    document.add(new TextField(Fields.TEXT, text, Field.Store.NO));
                    writer.addDocument(document);
                }
            }
            try (var reader = DirectoryReader.open(directory)) {
                var searcher = new IndexSearcher(reader);
                var all = new TermQuery(new Term(Fields.TEXT, "pool"));
                var most = new BooleanQuery.Builder()
                        .add(all, BooleanClause.Occur.MUST)
                        .add(new TermQuery(new Term(Fields.TEXT, "found")), BooleanClause.Occur.FILTER)
                        .build();
                Scores scores =
                        Scores.best(searcher, most, 2, 0).with(searcher, all, List.of("pool pool pool pool missed"));
                assertThat(scores.of("pool pool pool pool missed")).isEqualTo(1);
                assertThat(scores.of("pool pool found")).isStrictlyBetween(0.0, 1.0);
                assertThat(scores.of("pool x found")).isZero();
            }
        }
    }
}
