package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedSetSelector;

/**
 * What a query found.
 *
 * @param id the value of the field that tells it apart, a {@link KeywordField}
 * @param score Lucene's
 */
record Hit(String id, float score, Document document) {

    /** The best, best first; equals by id and not, as Lucene has them, by when they were written: neither in order nor at the end. */
    static List<Hit> best(IndexSearcher searcher, Query query, int most, String idField) throws IOException {
        var order =
                new Sort(SortField.FIELD_SCORE, KeywordField.newSortField(idField, false, SortedSetSelector.Type.MIN));
        var hits = new ArrayList<Hit>();
        for (ScoreDoc hit : searcher.search(query, most, order, true).scoreDocs) {
            Document document = searcher.storedFields().document(hit.doc);
            hits.add(new Hit(document.get(idField), hit.score, document));
        }
        return hits;
    }
}
