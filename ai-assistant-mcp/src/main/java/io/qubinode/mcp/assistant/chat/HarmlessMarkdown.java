package io.qubinode.mcp.assistant.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;
import org.jsoup.parser.Tag;

/**
 * Markdown that a client can show without fetching anything, and without running anything. A client that shows a picture fetches it, and
 * tells its host what the address says: a way out for secrets. Pictures give way to their descriptions, HTML to its words, links that lead
 * to anything but a page or a mail to their words; all else stays as it was written. Placeholders such as {@code <name>} stay too.
 *
 * @see <a href="https://spec.commonmark.org/0.31.2/">CommonMark</a>
 */
final class HarmlessMarkdown {

    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    /** Each pass takes out what the one before has uncovered; nobody writes more layers than this for a reader. */
    private static final int MOST_PASSES = 8;

    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");

    private HarmlessMarkdown() {}

    static String of(String markdown) {
        String text = markdown;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            var found = new Harmful();
            PARSER.parse(text).accept(found);
            if (found.changes.isEmpty()) {
                return text;
            }
            text = found.without(text);
        }
        return literal(text);
    }

    /** Any piece of a text, whatever is around it, so that it shows as it is written and means nothing. */
    static String literal(String piece) {
        return piece.replaceAll("[\\\\<\\[]", "\\\\$0");
    }

    /** A part of the text and what takes its place. */
    private record Change(int from, int to, String words) {}

    /** Finds what must go, in the order of the text. */
    private static final class Harmful extends AbstractVisitor {

        private final List<Change> changes = new ArrayList<>();

        @Override
        public void visit(Image image) {
            replace(image, Words.of(image));
        }

        @Override
        public void visit(Link link) {
            if (isAllowed(link.getDestination())) {
                visitChildren(link);
            } else {
                replace(link, Words.of(link));
            }
        }

        @Override
        public void visit(HtmlInline html) {
            if (!isPlaceholder(html.getLiteral())) {
                replace(html, "");
            }
        }

        @Override
        public void visit(HtmlBlock html) {
            String words = Jsoup.parse(html.getLiteral()).wholeText().strip();
            if (!isPlaceholder(html.getLiteral().strip())) {
                replace(html, words.length() < html.getLiteral().strip().length() ? words : "");
            }
        }

        /** A node's source may lie on several lines, each behind the marks of a list or a quotation. */
        private void replace(Node node, String words) {
            String rest = words;
            for (SourceSpan span : node.getSourceSpans()) {
                changes.add(new Change(span.getInputIndex(), span.getInputIndex() + span.getLength(), rest));
                rest = "";
            }
        }

        private String without(String text) {
            var changed = new StringBuilder(text.length());
            int at = 0;
            for (Change change : changes) {
                changed.append(text, at, change.from()).append(change.words());
                at = change.to();
            }
            return changed.append(text, at, text.length()).toString();
        }

        /** Browsers leave out some characters before they look for the scheme, so only these may stand in it. */
        private static boolean isAllowed(String destination) {
            int colon = destination.indexOf(':');
            int other = indexOfAny(destination, "/?#");
            boolean hasScheme = colon >= 0 && (other < 0 || colon < other);
            return hasScheme
                    ? SCHEMES.contains(destination.substring(0, colon).toLowerCase(Locale.ROOT))
                    : !destination.startsWith("//") && !destination.startsWith("\\");
        }

        private static int indexOfAny(String text, String characters) {
            for (int i = 0; i < text.length(); i++) {
                if (characters.indexOf(text.charAt(i)) >= 0) {
                    return i;
                }
            }
            return -1;
        }

        /** A name in angle brackets that is not an element of HTML, such as a machine's in a command. */
        private static boolean isPlaceholder(String html) {
            return html.length() > 2
                    && html.substring(1, html.length() - 1)
                            .chars()
                            .allMatch(c -> Character.isLetterOrDigit(c) || c == '-')
                    && html.endsWith(">")
                    && !Tag.isKnownTag(html.substring(1, html.length() - 1).toLowerCase(Locale.ROOT));
        }
    }

    /** What a picture or a link says. */
    private static final class Words extends AbstractVisitor {

        private final StringBuilder words = new StringBuilder();

        static String of(Node node) {
            var visitor = new Words();
            visitor.visitChildren(node);
            return visitor.words.toString();
        }

        @Override
        public void visit(Text text) {
            words.append(text.getLiteral());
        }

        @Override
        public void visit(Code code) {
            words.append(code.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak end) {
            words.append(' ');
        }

        @Override
        public void visit(HardLineBreak end) {
            words.append(' ');
        }
    }
}
