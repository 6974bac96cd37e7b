package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.segment.TextSegment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Finds passages by their words: BM25F over text, headings, title and path. */
final class KeywordSearch {

    /** In this order always, for the order of additions decides between passages that are nearly the same. */
    private static final List<Field> FIELDS = List.of(
            new Field(Fields.TEXT, 1),
            new Field(Fields.HEADING, 2),
            new Field(Fields.TITLE, 2),
            new Field(Fields.PATH, 1));

    private record Field(String name, float weight) {}

    /** How much a word counts that was not asked for but means the same. */
    private static final float SAME_MEANING = 0.5f;

    /** How much two words that follow one another count as in the question, beside a word: exact messages and commands. */
    private static final float PAIR = 0.5f;

    /** Lucene takes 1,024 clauses; a question with more words is a pasted log. */
    private static final int MOST_TERMS = 400;

    private KeywordSearch() {}

    /**
     * The best passages by id, best first.
     *
     * @param terms the words asked for
     * @param others words that mean the same
     * @param sources the paths of the documents to look into; empty for all
     * @param pairs the words asked for that follow one another
     */
    static Map<String, TextSegment> search(
            IndexSearcher searcher,
            Set<String> terms,
            Set<String> others,
            Set<String> pairs,
            Optional<Set<String>> sources,
            int most)
            throws IOException {
        var any = new BooleanQuery.Builder();
        terms.stream().limit(MOST_TERMS).forEach(term -> any.add(query(term), BooleanClause.Occur.SHOULD));
        others.forEach(term -> any.add(new BoostQuery(query(term), SAME_MEANING), BooleanClause.Occur.SHOULD));
        for (String pair : pairs.stream().limit(MOST_TERMS).toList()) {
            var term = new Term(Fields.PAIRS, pair);
            float tells = (float)
                    weight(searcher.getIndexReader(), searcher.getIndexReader().docFreq(term));
            any.add(
                    new BoostQuery(new ConstantScoreQuery(new TermQuery(term)), PAIR * tells),
                    BooleanClause.Occur.SHOULD);
        }
        var query = new BooleanQuery.Builder().add(any.build(), BooleanClause.Occur.MUST);
        sources.ifPresent(paths -> query.add(
                new TermInSetQuery(
                        Fields.SOURCE, paths.stream().map(BytesRef::new).toList()),
                BooleanClause.Occur.FILTER));
        var found = new LinkedHashMap<String, TextSegment>();
        for (Hit hit : Hit.best(searcher, query.build(), most, Fields.ID)) {
            found.put(hit.id(), LuceneEmbeddingStore.segment(hit.document()));
        }
        return found;
    }

    /** The best files by key, best first: those that as a whole have the words most. */
    static List<String> files(IndexSearcher searcher, Set<String> terms, int most) throws IOException {
        var any = new BooleanQuery.Builder();
        terms.stream()
                .limit(MOST_TERMS)
                .forEach(term -> any.add(new TermQuery(new Term(Fields.WHOLE, term)), BooleanClause.Occur.SHOULD));
        return Hit.best(searcher, any.build(), most, Fields.FILE).stream()
                .map(Hit::id)
                .toList();
    }

    private static Query query(String term) {
        var fields = new CombinedFieldQuery.Builder(term);
        FIELDS.forEach(field -> fields.addField(field.name(), field.weight()));
        return fields.build();
    }

    /** How much a term tells: the rarer, the more; BM25's own measure. */
    static double weight(IndexReader reader, String term) throws IOException {
        int with = 0;
        for (Field field : FIELDS) {
            with = Math.max(with, reader.docFreq(new Term(field.name(), term)));
        }
        return weight(reader, with);
    }

    private static double weight(IndexReader reader, int with) throws IOException {
        int all = reader.getDocCount(Fields.TEXT);
        return Math.log(1 + (all - with + 0.5) / (with + 0.5));
    }
}
