package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/**
 * What a query found.
 *
 * @param id the value of the field that tells it apart
 * @param score Lucene's
 */
record Hit(String id, float score, Document document) {

    /** The best, best first; equals by id and not, as Lucene has them, by when they were written. */
    static List<Hit> best(IndexSearcher searcher, Query query, int most, String idField) throws IOException {
        var hits = new ArrayList<Hit>();
        for (ScoreDoc hit : searcher.search(query, most).scoreDocs) {
            Document document = searcher.storedFields().document(hit.doc);
            hits.add(new Hit(document.get(idField), hit.score, document));
        }
        hits.sort(Comparator.comparingDouble((Hit hit) -> -hit.score).thenComparing(Hit::id));
        return hits;
    }
}
