package io.qubinode.mcp.assistant.document;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/** Knows where the names of a table's columns stand. */
public final class Tables {

    private static final Pattern MARKDOWN_RULE =
            Pattern.compile("\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*");
    private static final Pattern GRID_RULE = Pattern.compile("\\s*\\+(?:[-=]+\\+)+\\s*");
    private static final Pattern SIMPLE_RULE = Pattern.compile("\\s*=+(?: +=+)+\\s*");
    private static final Pattern ASCIIDOC_RULE = Pattern.compile("\\|={3,}\\s*");

    /** More lines name no columns. */
    private static final int MOST_LINES = 6;

    private Tables() {}

    /**
     * The head of a table: the columns' names and the rules around them.
     *
     * @param from index of its first line
     * @param to index of the line after it
     */
    public record Header(int from, int to) {}

    /** The head of the first table in these lines; empty when there is none. */
    public static Optional<Header> header(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            int length = headerLines(lines.subList(i, lines.size()));
            if (length > 0) {
                return Optional.of(new Header(i, i + length));
            }
        }
        return Optional.empty();
    }

    private static int headerLines(List<String> lines) {
        if (lines.size() < 2) {
            return 0;
        }
        String first = lines.getFirst();
        if (first.contains("|") && lines.get(1).contains("|") && MARKDOWN_RULE.matches(lines.get(1))) {
            return 2;
        } else if (GRID_RULE.matches(first)) {
            return endOfHeader(lines, GRID_RULE, "=");
        } else if (SIMPLE_RULE.matches(first)) {
            return endOfHeader(lines, SIMPLE_RULE, "=");
        } else if (ASCIIDOC_RULE.matches(first) && lines.get(1).startsWith("|")) {
            return 2;
        }
        return 0;
    }

    private static int endOfHeader(List<String> lines, Pattern rule, String mark) {
        for (int i = 1; i < Math.min(lines.size(), MOST_LINES); i++) {
            if (rule.matches(lines.get(i))) {
                return lines.get(i).contains(mark) ? i + 1 : 0;
            }
        }
        return 0;
    }
}
