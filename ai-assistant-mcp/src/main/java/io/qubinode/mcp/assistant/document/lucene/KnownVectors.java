package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** Reads embeddings back from the index. */
final class KnownVectors {

    private static final float[] NONE = {};

    private KnownVectors() {}

    /** The embedding of this content; empty when there is none yet. */
    static float[] of(IndexSearcher searcher, String content) throws IOException {
        var query = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(Fields.CONTENT, content)), BooleanClause.Occur.FILTER)
                .add(new FieldExistsQuery(Fields.VECTOR), BooleanClause.Occur.FILTER)
                .build();
        ScoreDoc[] hits = searcher.search(query, 1).scoreDocs;
        return hits.length == 0 ? NONE : of(searcher, hits[0].doc);
    }

    /** The embedding of a passage by Lucene's number for it; empty when there is none yet. */
    static float[] of(IndexSearcher searcher, int passage) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(passage, leaves));
        FloatVectorValues values = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        if (values == null) {
            return NONE;
        }
        var each = values.iterator();
        boolean found = each.advance(passage - leaf.docBase) == passage - leaf.docBase;
        return found ? values.vectorValue(each.index()).clone() : NONE;
    }
}
