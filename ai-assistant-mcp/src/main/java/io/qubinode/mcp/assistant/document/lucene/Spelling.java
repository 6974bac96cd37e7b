package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;

/** Corrects words that no document has but that are nearly one that some have. */
final class Spelling {

    private static final Pattern WORD = Pattern.compile("\\p{L}{4,40}");

    /** Short words have too many neighbours for a second wrong letter. */
    private static final int LONG_WORD = 7;

    private Spelling() {}

    static String correct(IndexReader reader, String query) throws IOException {
        Terms known = MultiTerms.getTerms(reader, Fields.SPELLING);
        if (known == null) {
            return query;
        }
        List<MatchResult> words = WORD.matcher(query).results().toList();
        var corrected = new StringBuilder();
        int end = 0;
        for (MatchResult word : words) {
            corrected.append(query, end, word.start());
            corrected.append(correction(reader, known, word.group()).orElse(word.group()));
            end = word.end();
        }
        return corrected.append(query.substring(end)).toString();
    }

    private static Optional<String> correction(IndexReader reader, Terms known, String word) throws IOException {
        String lower = word.toLowerCase(java.util.Locale.ROOT);
        if (reader.docFreq(new Term(Fields.SPELLING, lower)) > 0) {
            return Optional.empty();
        }
        int edits = lower.length() >= LONG_WORD ? 2 : 1;
        record Near(String word, float similarity, int uses) {}
        var near = new ArrayList<Near>();
        var candidates = new FuzzyTermsEnum(known, new Term(Fields.SPELLING, lower), edits, 1, true);
        for (BytesRef term = candidates.next(); term != null; term = candidates.next()) {
            near.add(new Near(term.utf8ToString(), candidates.getBoost(), candidates.docFreq()));
        }
        return near.stream()
                .max(java.util.Comparator.comparing(Near::similarity).thenComparing(Near::uses))
                .map(Near::word);
    }
}
