package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import io.qubinode.mcp.assistant.document.Passage;
import java.util.Arrays;
import java.util.List;

/** Passages as LangChain4j carries them, and back. */
final class PassageDocuments {

    private static final String LINE_BREAK = "\n";

    private PassageDocuments() {}

    /** The id of a passage: the same for the same place of the same document. */
    static String id(String document, int place) {
        return document + LINE_BREAK + place;
    }

    static int place(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf(LINE_BREAK) + 1));
    }

    /** A passage with all that is known of it. */
    static TextSegment segment(String document, Passage passage) {
        return TextSegment.from(
                passage.text(),
                new Metadata()
                        .put(Fields.DOCUMENT, document)
                        .put(Fields.SOURCE, passage.source())
                        .put(Fields.TITLE, passage.title())
                        .put(Fields.HEADING, String.join(LINE_BREAK, passage.headings()))
                        .put(Fields.FROM_LINE, passage.fromLine())
                        .put(Fields.TO_LINE, passage.toLine()));
    }

    static Passage passage(TextSegment segment) {
        Metadata known = segment.metadata();
        return new Passage(
                known.getString(Fields.SOURCE),
                known.getString(Fields.TITLE),
                headings(known.getString(Fields.HEADING)),
                known.getInteger(Fields.FROM_LINE),
                known.getInteger(Fields.TO_LINE),
                segment.text());
    }

    /** What a passage means, out of its place in the document. */
    static String inContext(Passage passage) {
        String headings = passage.headingPath();
        String title = headings.startsWith(passage.title()) ? "" : passage.title() + " > ";
        return title + headings + "\n" + passage.text();
    }

    private static List<String> headings(String joined) {
        return Arrays.stream(joined.split(LINE_BREAK))
                .filter(heading -> !heading.isEmpty())
                .toList();
    }
}
