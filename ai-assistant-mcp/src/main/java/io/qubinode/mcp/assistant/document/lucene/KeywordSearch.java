package io.qubinode.mcp.assistant.document.lucene;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Finds passages by their words. */
final class KeywordSearch {

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
                .stream()
                        .limit(MOST_TERMS)
                        .forEach(term ->
                                any.add(new TermQuery(new Term(Fields.WORDS, term)), BooleanClause.Occur.SHOULD));
        return any.build();
    }
}
