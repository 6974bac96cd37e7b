package io.qubinode.mcp.assistant.document.reading;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Puts texts in place of their names, also within each other. Bounded, because names of names of names make a page of a line, and a
 * disk of a page. For one document.
 */
final class RstSubstitutions {

    private static final int DEEPEST = 3;

    /** A document with what it includes has fewer. */
    private static final int MOST_CHARACTERS = 3 * (int) DocumentReader.LARGEST_BYTES;

    private static final int MOST_STEPS = MOST_CHARACTERS;

    private final Map<String, String> texts;
    private int steps;

    /** @param texts by their names, with the bars around these */
    RstSubstitutions(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * The lines as one text.
     *
     * @param definitions lines that stay as they are
     * @throws IOException when it becomes longer than documentation is
     */
    String in(List<String> lines, Predicate<String> definitions) throws IOException {
        var text = new StringBuilder();
        for (String line : lines) {
            if (line.indexOf('|') < 0 || definitions.test(line)) {
                text.append(line);
            } else {
                replace(line, text, 0);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private void replace(String line, StringBuilder into, int depth) throws IOException {
        int at = 0;
        int begin = line.indexOf('|');
        int end = line.indexOf('|', begin + 1);
        while (begin >= 0 && end >= 0) {
            into.append(line, at, begin);
            String text = texts.get(line.substring(begin, end + 1));
            if (++steps > MOST_STEPS || into.length() > MOST_CHARACTERS) {
                throw new IOException("Its substitutions make too much text");
            }
            if (text == null) {
                at = begin;
                begin = end;
            } else {
                if (depth < DEEPEST) {
                    replace(text, into, depth + 1);
                } else {
                    into.append(text);
                }
                at = end + 1;
                begin = line.indexOf('|', at);
            }
            end = line.indexOf('|', begin + 1);
        }
        into.append(line, at, line.length());
    }
}
