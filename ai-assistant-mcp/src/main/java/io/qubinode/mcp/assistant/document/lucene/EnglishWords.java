package io.qubinode.mcp.assistant.document.lucene;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** The words that the vocabulary of the embedding models has whole: the twenty thousand or so that are most used in English. */
final class EnglishWords {

    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private EnglishWords() {}

    /** Read with the first word that no document has. */
    private static final class Vocabulary {
        static final Set<String> WORDS = read();
    }

    static boolean contains(String word) {
        return Vocabulary.WORDS.contains(word);
    }

    private static Set<String> read() {
        try (InputStream tokenizer = EnglishWords.class.getResourceAsStream(TOKENIZER)) {
            JsonNode vocabulary =
                    new ObjectMapper().readTree(tokenizer).path("model").path("vocab");
            var words = new HashSet<String>();
            vocabulary.fieldNames().forEachRemaining(token -> {
                if (token.length() > 3 && token.chars().allMatch(Character::isLetter)) {
                    words.add(token);
                }
            });
            return Set.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
