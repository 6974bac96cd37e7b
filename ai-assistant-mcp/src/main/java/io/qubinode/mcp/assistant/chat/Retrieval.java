package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.document.DocumentSearch;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.Search;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks up what a question is about. A question such as "and how do I undo it?" finds nothing without what "it" is: that
 * stands in what was talked of before.
 */
final class Retrieval {

    private static final int SOURCES = 6;

    /** The end of a context is what is talked about now. */
    private static final int MOST_CONTEXT = 500;

    private static final int MOST_MESSAGE = 300;
    private static final int MOST_SUBJECT = 1_000;

    private static final Pattern REFERS_BACK = Pattern.compile(
            "(?i)\\b(?:it|its|this|that|these|those|they|them|their|there|then|same|one|ones|above|instead)\\b"
                    + "|\\A\\s*(?:and|but|or|also|what about|how about)\\b");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{3,}");

    /** What names its subject has more words, such as "resize a storage pool". */
    private static final int FEW_WORDS = 3;

    private final DocumentSearch documents;

    Retrieval(DocumentSearch documents) {
        this.documents = documents;
    }

    /**
     * What was found.
     *
     * @param subject what was searched for, for the next question of the conversation
     */
    record Found(Findings findings, String subject) {}

    Found find(String message, Optional<String> context, Conversation earlier) {
        String before = Stream.concat(context.map(Retrieval::end).stream(), earlier.subject().stream())
                .collect(Collectors.joining("\n"));
        return before.isEmpty() || !refersBack(message)
                ? new Found(search(message), cut(message, MOST_MESSAGE))
                : new Found(
                        search(message + "\n" + before), cut(cut(message, MOST_MESSAGE) + "\n" + before, MOST_SUBJECT));
    }

    private Findings search(String text) {
        return documents.findings(Search.everywhere(text, SOURCES));
    }

    private static boolean refersBack(String message) {
        return REFERS_BACK.matcher(message).find()
                || WORD.matcher(message).results().limit(FEW_WORDS).count() < FEW_WORDS;
    }

    private static String end(String context) {
        return context.substring(Math.max(0, context.length() - MOST_CONTEXT));
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }
}
