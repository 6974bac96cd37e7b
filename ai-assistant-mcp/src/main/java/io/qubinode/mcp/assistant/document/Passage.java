package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A part of a document, as long as one thought: what is found, shown and cited.
 *
 * @param source the document's path in its folder, with {@code /}
 * @param title the document's title
 * @param headings the headings above it, outermost first
 * @param fromLine the number of its first line, from 1
 * @param toLine the number of its last line
 * @param text these lines, word for word
 */
public record Passage(String source, String title, List<String> headings, int fromLine, int toLine, String text) {

    public Passage {
        requireNonNull(source);
        requireNonNull(title);
        headings = List.copyOf(headings);
        requireNonNull(text);
        if (fromLine < 1 || toLine < fromLine) {
            throw new IllegalArgumentException("Not lines of a document: " + fromLine + " to " + toLine);
        }
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
                first.text + gap + last.text);
    }
}
