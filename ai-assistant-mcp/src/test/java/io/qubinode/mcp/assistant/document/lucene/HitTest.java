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
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

class HitTest {

    @Test
    void equalsAtTheEndAreChosenByIdAndNotByWhenTheyWereWritten() throws Exception {
        try (var directory = new ByteBuffersDirectory()) {
            try (var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
                for (String id : List.of("d", "b", "e", "a", "c")) {
                    var document = new Document();
                    document.add(new KeywordField("id", id, Field.Store.YES));
                    document.add(new TextField("text", id.equals("e") ? "pool pool" : "pool x", Field.Store.NO));
                    writer.addDocument(document);
                }
            }
            try (var reader = DirectoryReader.open(directory)) {
                var query = new TermQuery(new Term("text", "pool"));
                List<Hit> best = Hit.best(new IndexSearcher(reader), query, 3, "id");
                assertThat(best).extracting(Hit::id).containsExactly("e", "a", "b");
                assertThat(best.getFirst().score())
                        .isGreaterThan(best.getLast().score())
                        .isPositive();
            }
        }
    }
}
