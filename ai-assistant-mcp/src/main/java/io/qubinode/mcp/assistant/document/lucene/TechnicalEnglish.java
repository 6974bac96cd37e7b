package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Words of English technical text: names such as {@code AIRFLOW__CORE__DAGS_FOLDER} or {@code getTaskLogs} are found whole and
 * by their parts, and letters however they are encoded: composed, decomposed or as ligatures.
 */
final class TechnicalEnglish extends DelegatingAnalyzerWrapper {

    private static final int PARTS_AND_WHOLE = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.PRESERVE_ORIGINAL
            | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

    private final Analyzer stemmed = new Words(true);
    private final Analyzer asWritten = new Words(false);

    TechnicalEnglish() {
        super(PER_FIELD_REUSE_STRATEGY);
    }

    @Override
    protected Analyzer getWrappedAnalyzer(String field) {
        return field.equals(Fields.SPELLING) ? asWritten : stemmed;
    }

    /** The words of a text in its order, as often as they are there. */
    List<String> words(String text) {
        var words = new ArrayList<String>();
        try (TokenStream tokens = tokenStream(Fields.WORDS, text)) {
            var term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(term.toString());
            }
            tokens.end();
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Words extends Analyzer {

        private final boolean stem;

        private Words(boolean stem) {
            this.stem = stem;
        }

        @Override
        protected Reader initReader(String field, Reader text) {
            try (text) {
                var whole = new StringWriter();
                text.transferTo(whole);
                return new StringReader(Normalizer.normalize(whole.getBuffer(), Normalizer.Form.NFKC));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            var source = new StandardTokenizer();
            TokenStream words = new WordDelimiterGraphFilter(source, PARTS_AND_WHOLE, null);
            words = new StopFilter(new LowerCaseFilter(words), EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
            return new TokenStreamComponents(source, stem ? new PorterStemFilter(words) : words);
        }
    }
}
