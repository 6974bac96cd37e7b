package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A part of a document, as long as one thought: what is found, shown and cited.
 *
 * @param source the document's path in its folder, with {@code /}
 * @param title the document's title
 * @param headings the headings above it, outermost first
 * @param fromLine the number of its first line, from 1
 * @param toLine the number of its last line
 * @param text these lines, word for word
 * @param page where the document can be seen on the web; empty when nowhere, or while it is not needed
 */
public record Passage(
        String source,
        String title,
        List<String> headings,
        int fromLine,
        int toLine,
        String text,
        Optional<PageLink> page) {

    public Passage {
        requireNonNull(source);
        requireNonNull(title);
        headings = List.copyOf(headings);
        requireNonNull(text);
        requireNonNull(page);
        if (fromLine < 1 || toLine < fromLine) {
            throw new IllegalArgumentException("Not lines of a document: " + fromLine + " to " + toLine);
        }
    }

    public Passage(String source, String title, List<String> headings, int fromLine, int toLine, String text) {
        this(source, title, headings, fromLine, toLine, text, Optional.empty());
    }

    /** The same, which can be seen there. */
    public Passage on(Optional<PageLink> other) {
        return new Passage(source, title, headings, fromLine, toLine, text, other);
    }

    /** The headings as one line: {@code A > B}; empty when there are none. */
    public String headingPath() {
        return String.join(" > ", headings);
    }

    /** The lines as {@code from-to}. */
    public String lines() {
        return fromLine + "-" + toLine;
    }

    /** The name of these lines: {@code docs://path#L10-L20}. */
    public String uri() {
        return DocumentUri.of(source) + "#L" + fromLine + "-L" + toLine;
    }

    /** These lines on the web. */
    public Optional<String> link() {
        return page.map(where -> where.of(fromLine, toLine));
    }

    /** This and a neighbour as one, under this one's headings. */
    public Passage joinedWith(Passage neighbour) {
        Passage first = neighbour.fromLine < fromLine ? neighbour : this;
        Passage last = first == this ? neighbour : this;
        // Empty lines between them are in neither; pieces of one line have no line break between.
        int between = last.fromLine - first.toLine;
        String gap = between <= 0 ? " " : "\n".repeat(between);
        return new Passage(
                source,
                title,
                headings,
                first.fromLine,
                Math.max(toLine, neighbour.toLine),
                first.text + gap + last.text,
                page);
    }
}
