package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;

/** Corrects words that no document has, in any form, and that are not English words either, but nearly one that a document has. */
final class Spelling {

    private static final Pattern WORD = Pattern.compile("\\p{L}{4,40}");

    /** Short words have too many neighbours for a second wrong letter. */
    private static final int LONG_WORD = 7;

    private final TechnicalEnglish analyzer;
    private final Predicate<String> isEnglish;

    /** @param isEnglish whether a word in lower case is one that needs no correction */
    Spelling(TechnicalEnglish analyzer, Predicate<String> isEnglish) {
        this.analyzer = analyzer;
        this.isEnglish = isEnglish;
    }

    String corrected(IndexReader reader, String query) throws IOException {
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

    private Optional<String> correction(IndexReader reader, Terms known, String word) throws IOException {
        String lower = word.toLowerCase(Locale.ROOT);
        // Capital letters within a word make it a name.
        boolean isName = word.chars().skip(1).anyMatch(Character::isUpperCase);
        if (isName || isKnown(reader, lower)) {
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
                .max(Comparator.comparing(Near::similarity).thenComparing(Near::uses))
                .map(Near::word);
    }

    private boolean isKnown(IndexReader reader, String word) throws IOException {
        if (reader.docFreq(new Term(Fields.SPELLING, word)) > 0 || isEnglish.test(word)) {
            return true;
        }
        for (String stem : analyzer.words(word)) {
            if (reader.docFreq(new Term(Fields.WORDS, stem)) > 0) {
                return true;
            }
        }
        return false;
    }
}
