package io.qubinode.mcp.assistant.document.lucene;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.Query;

/** Finds passages by their words: BM25F over text, headings, title and path. */
final class KeywordSearch {

    /** In this order always, because the order of additions decides between passages that are nearly the same. */
    private static final List<Field> FIELDS = List.of(
            new Field(Fields.TEXT, 1),
            new Field(Fields.HEADING, 2),
            new Field(Fields.TITLE, 2),
            new Field(Fields.PATH, 1));

    private record Field(String name, float weight) {}

    /** What makes a sentence a question; rare in documents, so that they would count much. */
    private static final String OF_QUESTIONS =
            "i my we our you your do does did can how what which when why where who me am should would could has have had its us";

    /** Lucene allows 1,024 clauses; a question with more words is a pasted log. */
    private static final int MOST_TERMS = 400;

    private final TechnicalEnglish analyzer;
    private final Set<String> ofQuestions;

    KeywordSearch(TechnicalEnglish analyzer) {
        this.analyzer = analyzer;
        this.ofQuestions = Set.copyOf(analyzer.words(OF_QUESTIONS));
    }

    /** Any of a question's words, each once. */
    Query query(String question) {
        Set<String> all = new LinkedHashSet<>(analyzer.words(question));
        Set<String> terms = new LinkedHashSet<>(all);
        terms.removeAll(ofQuestions);
        var any = new BooleanQuery.Builder();
        (terms.isEmpty() ? all : terms)
                .stream().limit(MOST_TERMS).forEach(term -> any.add(ofTerm(term), BooleanClause.Occur.SHOULD));
        return any.build();
    }

    private static Query ofTerm(String term) {
        var fields = new CombinedFieldQuery.Builder(term);
        FIELDS.forEach(field -> fields.addField(field.name(), field.weight()));
        return fields.build();
    }
}
