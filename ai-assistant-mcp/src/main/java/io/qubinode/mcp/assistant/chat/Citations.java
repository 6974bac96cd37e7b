package io.qubinode.mcp.assistant.chat;

import io.qubinode.mcp.assistant.chat.ChatTools.Citation;
import io.qubinode.mcp.assistant.document.Passage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The citations in an answer: those of sources that do not exist are taken out. */
final class Citations {

    /** Code is left alone, because there [0] is an index. */
    private static final Pattern CODE_OR_CITATION =
            Pattern.compile("(?s)```.*?(?:```|\\z)|`[^`\\n]+`|( ?)\\[(\\d{1,4}(?:\\s*,\\s*\\d{1,4})*)](?!\\()");

    private final List<Passage> sources;
    private final SortedSet<Integer> used = new TreeSet<>();
    private final String text;
    private int removed;

    Citations(String answer, List<Passage> sources) {
        this.sources = sources;
        this.text = CODE_OR_CITATION.matcher(answer).replaceAll(found -> Matcher.quoteReplacement(checked(found)));
    }

    private String checked(MatchResult found) {
        if (found.group(2) == null) {
            return found.group();
        }
        int given = found.group(2).split(",").length;
        List<Integer> numbers = Arrays.stream(found.group(2).split(","))
                .map(String::strip)
                .map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= sources.size())
                .toList();
        used.addAll(numbers);
        removed += given - numbers.size();
        return numbers.isEmpty()
                ? ""
                : found.group(1) + numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }

    /** The answer, with citations of given sources only. */
    String text() {
        return text;
    }

    /** How many citations were of sources that were not given. */
    int removed() {
        return removed;
    }

    /** Whether the answer cites at all. */
    boolean any() {
        return !used.isEmpty();
    }

    /** The sources that the answer cites; all that it could have when it cites none. */
    List<Citation> list() {
        return IntStream.rangeClosed(1, sources.size())
                .filter(number -> used.isEmpty() || used.contains(number))
                .mapToObj(number -> of(number, sources.get(number - 1)))
                .toList();
    }

    /** The text without any citation. */
    static String without(String text) {
        return CODE_OR_CITATION
                .matcher(text)
                .replaceAll(found -> found.group(2) == null ? Matcher.quoteReplacement(found.group()) : "");
    }

    static Citation of(int number, Passage source) {
        return new Citation(
                number,
                source.uri(),
                source.source(),
                Optional.of(source.headingPath()).filter(path -> !path.isEmpty()),
                source.lines(),
                source.link());
    }
}
