package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * How well passages fit in one way of searching, scaled so that ways can be added: the best has 1, the last of those looked at 0.
 *
 * @param hits what was found by id, best first
 * @param best the score of the first
 * @param floor the score of the last, or less where all that fit were found
 */
record Scores(Map<String, Hit> hits, double best, double floor) {

    static final Scores NONE = new Scores(Map.of(), 0, 0);

    /**
     * The best of a query.
     *
     * @param leastSpread how far below the first the floor is at least where fewer are found than looked for
     */
    static Scores best(IndexSearcher searcher, Query query, int most, double leastSpread) throws IOException {
        List<Hit> hits = Hit.best(searcher, query, most, Fields.ID);
        if (hits.isEmpty()) {
            return NONE;
        }
        Map<String, Hit> byId = new LinkedHashMap<>();
        hits.forEach(hit -> byId.put(hit.id(), hit));
        double best = hits.getFirst().score();
        double last = hits.getLast().score();
        double floor = hits.size() < most ? Math.max(0, Math.min(last, best - leastSpread)) : last;
        return new Scores(byId, best, floor);
    }

    /** The same with the scores of passages that another way found; one of them is the best where a graph of vectors missed it. */
    Scores with(IndexSearcher searcher, Query query, Collection<String> others) throws IOException {
        var missing = others.stream()
                .filter(id -> !hits.containsKey(id))
                .map(BytesRef::new)
                .toList();
        if (hits.isEmpty() || missing.isEmpty()) {
            return this;
        }
        Query among = new BooleanQuery.Builder()
                .add(query, BooleanClause.Occur.MUST)
                .add(new TermInSetQuery(Fields.ID, missing), BooleanClause.Occur.FILTER)
                .build();
        Map<String, Hit> all = new HashMap<>(hits);
        List<Hit> found = Hit.best(searcher, among, missing.size(), Fields.ID);
        found.forEach(hit -> all.put(hit.id(), hit));
        return new Scores(
                all, found.isEmpty() ? best : Math.max(best, found.getFirst().score()), floor);
    }

    Set<String> ids() {
        return hits.keySet();
    }

    boolean isEmpty() {
        return hits.isEmpty();
    }

    /** From 0 to 1. */
    double of(String id) {
        Hit hit = hits.get(id);
        return hit == null || best <= floor ? hit == null ? 0 : 1 : Math.max(0, (hit.score() - floor) / (best - floor));
    }
}
