package io.qubinode.mcp.assistant.document.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.mozilla.universalchardet.UniversalDetector;

/** The text within documents that are not written to be read as they are, in paragraphs between empty lines. */
final class PlainText {

    /** Not shown, or not of the document; Sphinx puts a link with the class beside each heading. */
    private static final String BESIDE = "script, style, template, noscript, nav, a.headerlink";

    private static final Pattern HEADING = Pattern.compile("h([1-6])");

    /** Parts that stand below or beside one another, and are no paragraphs. */
    private static final Set<String> ROWS = Set.of("dd", "dt", "li", "tr");

    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Pattern SPACES_AT_END = Pattern.compile("[ \\t\\x0B\\f\\r\\u00a0]+(?=\\n|$)");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

    private PlainText() {}

    /**
     * The text of a file in an encoding that shows in its bytes.
     *
     * @throws IOException when it is no text
     */
    static String ofText(byte[] content) throws IOException {
        String encoding = UniversalDetector.detectCharset(new ByteArrayInputStream(content));
        String text = new String(content, encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding));
        if (text.indexOf('\0') >= 0) {
            throw new IOException("There are bytes in it that stand for no letters");
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** What a web page shows, its headings, lists and code as in Markdown. */
    static String ofHtml(byte[] content) throws IOException {
        Document page = Jsoup.parse(new ByteArrayInputStream(content), null, "");
        page.select(BESIDE).remove();
        for (Element element : page.body().getAllElements()) {
            mark(element);
            if (CELLS.contains(element.normalName())) {
                element.after(new TextNode("\t"));
            } else if (ROWS.contains(element.normalName())) {
                element.after(new TextNode("\n"));
            } else if (element.isBlock() && element.parent() != null) {
                element.after(new TextNode("\n\n"));
            }
        }
        return tidy(page.body().wholeText());
    }

    private static void mark(Element element) {
        Matcher heading = HEADING.matcher(element.normalName());
        if (heading.matches()) {
            element.text("#".repeat(Integer.parseInt(heading.group(1))) + " " + element.text());
        } else if (element.normalName().equals("li")) {
            element.prependText("- ");
        } else if (element.normalName().equals("pre")) {
            element.prependText("```\n").appendText("\n```");
        }
    }

    /**
     * The text of a PDF's pages, without what its forms and attachments hold.
     *
     * @throws IOException when it is damaged or encrypted
     */
    static String ofPdf(byte[] content) throws IOException {
        try (var pdf = Loader.loadPDF(content)) {
            var stripper = new PDFTextStripper();
            stripper.setAddMoreFormatting(true);
            return tidy(stripper.getText(pdf));
        }
    }

    private static String tidy(String text) {
        String lines = SPACES_AT_END.matcher(text.replace("\r\n", "\n")).replaceAll("");
        return EMPTY_LINES.matcher(lines).replaceAll("\n\n").strip();
    }
}
