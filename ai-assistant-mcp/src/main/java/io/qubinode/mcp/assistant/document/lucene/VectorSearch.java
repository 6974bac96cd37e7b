package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.queries.function.FunctionScoreQuery;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.FullPrecisionFloatVectorSimilarityValuesSource;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.VectorUtil;

/** Finds passages by their embeddings. */
final class VectorSearch {

    private VectorSearch() {}

    /**
     * The passages nearest to a question. Compares all where they are few, so that an index's history changes no ranking and every
     * replica's is the same; walks the graph, which misses some, where they are many.
     */
    static Query nearest(IndexSearcher searcher, float[] question, Optional<Query> among, int most) throws IOException {
        return searcher.getIndexReader().getDocCount(Fields.WORDS) <= LuceneIndex.FEW
                ? all(question, among)
                : new KnnFloatVectorQuery(
                        Fields.VECTOR, VectorUtil.l2normalize(question.clone()), most, among.orElse(null));
    }

    /** All of these passages by how near they are to a question. */
    static Query all(float[] question, Optional<Query> among) {
        var embedded = new BooleanQuery.Builder().add(new FieldExistsQuery(Fields.VECTOR), BooleanClause.Occur.MUST);
        among.ifPresent(filter -> embedded.add(filter, BooleanClause.Occur.FILTER));
        return new FunctionScoreQuery(
                embedded.build(),
                new FullPrecisionFloatVectorSimilarityValuesSource(
                        VectorUtil.l2normalize(question.clone()), Fields.VECTOR));
    }
}
