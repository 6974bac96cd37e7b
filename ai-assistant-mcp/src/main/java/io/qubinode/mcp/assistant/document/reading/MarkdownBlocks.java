package io.qubinode.mcp.assistant.document.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the headings, code blocks and paragraphs of a Markdown document, as far as cutting it needs.
 *
 * @see <a href="https://spec.commonmark.org/0.31.2/#blocks-and-inlines">CommonMark</a>
 */
final class MarkdownBlocks {

    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})(?:[ \\t]+(.*?))?(?:[ \\t]+#+)?[ \\t]*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-{2,})[ \\t]*");
    // Indented as deep as it may be, for code often stands inside a list.
    private static final Pattern FENCE = Pattern.compile("\\s*(?:[-*+]\\s+|\\d+[.)]\\s+)?(`{3,}|~{3,})([^`]*)");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");

    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    private int paragraph = -1;

    private MarkdownBlocks(List<String> lines) {
        this.lines = lines;
    }

    static List<Block> of(List<String> lines) {
        var found = new MarkdownBlocks(lines);
        found.scan();
        return found.blocks;
    }

    private void scan() {
        FrontMatter before = FrontMatter.of(lines);
        int i = before.end();
        if (!before.title().isEmpty()) {
            blocks.add(Block.heading(1, before.title(), i, i));
        }
        while (i < lines.size()) {
            String line = lines.get(i);
            Matcher heading = HEADING.matcher(line);
            Matcher fence = FENCE.matcher(line);
            if (line.isBlank()) {
                endParagraph(i++);
            } else if (fence.matches()) {
                endParagraph(i);
                int end = endOfCode(i, fence.group(1));
                blocks.add(Block.code(i, end));
                i = end;
            } else if (heading.matches()) {
                endParagraph(i);
                String words = heading.group(2) == null ? "" : plain(heading.group(2));
                blocks.add(Block.heading(heading.group(1).length(), words, i, i + 1));
                i++;
            } else if (isUnderline(i)) {
                int level = line.strip().startsWith("=") ? 1 : 2;
                blocks.add(Block.heading(level, plain(lines.get(paragraph)), paragraph, i + 1));
                paragraph = -1;
                i++;
            } else {
                paragraph = paragraph < 0 ? i : paragraph;
                i++;
            }
        }
        endParagraph(lines.size());
    }

    private void endParagraph(int end) {
        if (paragraph >= 0) {
            blocks.add(Block.text(paragraph, end));
            paragraph = -1;
        }
    }

    private int endOfCode(int start, String fence) {
        for (int i = start + 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(fence) && line.chars().allMatch(c -> c == fence.charAt(0))) {
                return i + 1;
            }
        }
        return lines.size();
    }

    /** Only below a paragraph of one line that looks like a title; below more it is mostly front matter or a rule. */
    private boolean isUnderline(int i) {
        return paragraph == i - 1
                && i > 0
                && UNDERLINE.matcher(lines.get(i)).matches()
                && lines.get(paragraph).matches("\\s{0,3}[^|>*+\\-\\s].*")
                && !lines.get(paragraph).contains(": ");
    }

    /** The words of a heading without their markup. */
    private static String plain(String heading) {
        return LINK.matcher(heading).replaceAll("$1").replaceAll("[*`]+", "").strip();
    }
}
