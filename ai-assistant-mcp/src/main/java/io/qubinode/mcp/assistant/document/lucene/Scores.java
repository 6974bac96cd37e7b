package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryRescorer;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TotalHits;

/**
 * How well passages fit in one way of searching, scaled so that ways can be added: the best has 1, the last of those looked at 0.
 *
 * @param found Lucene's score of each passage, by Lucene's number for it, which one searcher knows only
 * @param best the score of the first
 * @param floor the score of the last, or less where all that fit were found
 */
record Scores(Map<Integer, Float> found, double best, double floor) {

    static final Scores NONE = new Scores(Map.of(), 0, 0);

    /** Equals by id and not, as Lucene has them, by when they were written: neither in order nor at the end. */
    private static final Sort BEST_FIRST =
            new Sort(SortField.FIELD_SCORE, KeywordField.newSortField(Fields.ID, false, SortedSetSelector.Type.MIN));

    private static final float NOT_FOUND = -1;

    /**
     * The best of a query.
     *
     * @param leastSpread how far below the first the floor is at least where fewer are found than looked for
     */
    static Scores best(IndexSearcher searcher, Query query, int most, double leastSpread) throws IOException {
        ScoreDoc[] hits = searcher.search(query, most, BEST_FIRST).scoreDocs;
        if (hits.length == 0) {
            return NONE;
        }
        Map<Integer, Float> found = new LinkedHashMap<>();
        for (ScoreDoc hit : hits) {
            found.put(hit.doc, score(hit));
        }
        double best = score(hits[0]);
        double last = score(hits[hits.length - 1]);
        return new Scores(found, best, hits.length < most ? Math.max(0, Math.min(last, best - leastSpread)) : last);
    }

    /** The first of what it is sorted by; asked for apart, it would be computed once more. */
    private static float score(ScoreDoc hit) {
        return (Float) ((FieldDoc) hit).fields[0];
    }

    /** The same with the scores of passages that another way found; one of them is the best where a graph of vectors missed it. */
    Scores with(IndexSearcher searcher, Query query, Collection<Integer> others) throws IOException {
        ScoreDoc[] missing = others.stream()
                .filter(passage -> !found.containsKey(passage))
                .map(passage -> new ScoreDoc(passage, 0))
                .toArray(ScoreDoc[]::new);
        if (found.isEmpty() || missing.length == 0) {
            return this;
        }
        Map<Integer, Float> all = new HashMap<>(found);
        double highest = best;
        var them = new TopDocs(new TotalHits(missing.length, TotalHits.Relation.EQUAL_TO), missing);
        for (ScoreDoc hit : new ScoreAlone(query).rescore(searcher, them, missing.length).scoreDocs) {
            if (hit.score != NOT_FOUND) {
                all.put(hit.doc, hit.score);
                highest = Math.max(highest, hit.score);
            }
        }
        return new Scores(all, highest, floor);
    }

    private static final class ScoreAlone extends QueryRescorer {

        private ScoreAlone(Query query) {
            super(query);
        }

        @Override
        protected float combine(float before, boolean isFound, float score) {
            return isFound ? score : NOT_FOUND;
        }
    }

    Set<Integer> passages() {
        return found.keySet();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** From 0 to 1. */
    double of(int passage) {
        Float score = found.get(passage);
        return score == null || best <= floor ? score == null ? 0 : 1 : Math.max(0, (score - floor) / (best - floor));
    }
}
