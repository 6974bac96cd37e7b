package io.qubinode.mcp.assistant.document.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Writes what a web page shows, its headings, lists and code as in Markdown. */
final class WebPage implements NodeVisitor {

    /** Not shown, or not of the document; Sphinx puts a link with the class beside each heading. */
    private static final String BESIDE = "script, style, template, noscript, nav, a.headerlink";

    private static final Pattern HEADING = Pattern.compile("h([1-6])");
    private static final Set<String> CELLS = Set.of("td", "th");

    /** Elements without an empty line around them. */
    private static final Set<String> ROWS = Set.of("dd", "dt", "li", "tr");

    private static final Pattern INDENTED_LINES = Pattern.compile("(?<![^\\S\\n])[^\\S\\n]*+\\n\\s*");
    private static final Pattern SPACES = Pattern.compile("[^\\S\\n]+");
    private static final String FENCE = "```";

    private final StringBuilder text = new StringBuilder();

    /** Where what was written last only begins this element, so that within it no line may end there. */
    private int begun = -1;

    private Element beginner;
    private int code;
    private int headings;

    private WebPage() {}

    static String text(byte[] content) throws IOException {
        Document document = Jsoup.parse(new ByteArrayInputStream(content), null, "");
        document.select(BESIDE).remove();
        var page = new WebPage();
        document.body().traverse(page);
        return page.text.toString().strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            write(words);
        } else if (node instanceof Element element) {
            begin(element, element.normalName());
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element) {
            end(element, element.normalName());
        }
    }

    private void begin(Element element, String name) {
        Matcher heading = HEADING.matcher(name);
        if (name.equals("br")) {
            text.append(headings > 0 ? " " : "\n");
        } else if (CELLS.contains(name)) {
            mark(element, "");
        } else {
            breakLine(element, name);
            if (heading.matches()) {
                headings++;
                mark(element, "#".repeat(Integer.parseInt(heading.group(1))) + " ");
            } else if (name.equals("li")) {
                mark(element, "- ");
            } else if (name.equals("pre")) {
                code++;
                text.append(FENCE).append('\n');
            }
        }
    }

    private void end(Element element, String name) {
        if (CELLS.contains(name)) {
            if (!endsWithLine()) {
                text.append('\t');
            }
            return;
        } else if (HEADING.matcher(name).matches()) {
            headings--;
        } else if (name.equals("pre")) {
            code--;
            stripEnd();
            text.append('\n').append(FENCE);
        }
        breakLine(element, name);
    }

    private void mark(Element element, String mark) {
        text.append(mark);
        begun = text.length();
        beginner = element;
    }

    private void write(TextNode node) {
        String words = node.getWholeText().replace('\u00a0', ' ');
        if (code > 0) {
            text.append(words);
            return;
        }
        words = SPACES.matcher(words).replaceAll(" ");
        words = INDENTED_LINES.matcher(words).replaceAll(headings > 0 || node.isBlank() ? " " : "\n");
        boolean first =
                begun == text.length() || text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
        text.append(first ? words.stripLeading() : words);
    }

    /** Ends the line, or the paragraph by an empty one, where that was not done yet. */
    private void breakLine(Element element, String name) {
        boolean atBeginning = begun == text.length() && beginner != element;
        if (!element.isBlock() || code > 0 || atBeginning) {
            return;
        }
        begun = -1;
        int ended = stripEnd();
        if (!text.isEmpty()) {
            text.append("\n".repeat(Math.clamp(ended, ROWS.contains(name) ? 1 : 2, 2)));
        }
    }

    /** Takes spaces and ends of lines from the end, and says how many lines had ended. */
    private int stripEnd() {
        int end = text.length();
        int lines = 0;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
            lines += text.charAt(end) == '\n' ? 1 : 0;
        }
        text.setLength(end);
        return lines;
    }

    private boolean endsWithLine() {
        return !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
    }
}
