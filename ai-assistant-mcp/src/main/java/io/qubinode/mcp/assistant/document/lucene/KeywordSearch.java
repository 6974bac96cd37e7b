package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.segment.TextSegment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/** Finds passages by their words: BM25F over text, headings, title and path. */
final class KeywordSearch {

    private static final Map<String, Float> WEIGHTS =
            Map.of(Fields.TEXT, 1f, Fields.HEADING, 2f, Fields.TITLE, 2f, Fields.PATH, 1f);

    /** How much a word counts that was not asked for but means the same. */
    private static final float SAME_MEANING = 0.5f;

    /** Lucene takes 1,024 clauses; a question with more words is a pasted log. */
    private static final int MOST_TERMS = 500;

    private KeywordSearch() {}

    /**
     * The best passages by id, best first.
     *
     * @param terms the words asked for
     * @param others words that mean the same
     */
    static Map<String, TextSegment> search(IndexSearcher searcher, Set<String> terms, Set<String> others, int most)
            throws IOException {
        var any = new BooleanQuery.Builder();
        terms.stream().limit(MOST_TERMS).forEach(term -> any.add(query(term), BooleanClause.Occur.SHOULD));
        others.forEach(term -> any.add(new BoostQuery(query(term), SAME_MEANING), BooleanClause.Occur.SHOULD));
        var found = new LinkedHashMap<String, TextSegment>();
        for (ScoreDoc hit : searcher.search(any.build(), most).scoreDocs) {
            Document document = searcher.storedFields().document(hit.doc);
            found.put(document.get(Fields.ID), LuceneEmbeddingStore.segment(document));
        }
        return found;
    }

    private static Query query(String term) {
        var fields = new CombinedFieldQuery.Builder(term);
        WEIGHTS.forEach(fields::addField);
        return fields.build();
    }

    /** How much a term tells: the rarer, the more; BM25's own measure. */
    static double weight(IndexReader reader, String term) throws IOException {
        int with = 0;
        for (String field : WEIGHTS.keySet()) {
            with = Math.max(with, reader.docFreq(new Term(field, term)));
        }
        int all = reader.getDocCount(Fields.TEXT);
        return Math.log(1 + (all - with + 0.5) / (with + 0.5));
    }
}
