package io.qubinode.mcp.assistant.document.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * reStructuredText with what it includes of its own folder and with its substitutions, as a reader of the finished page sees it.
 *
 * @see <a href="https://docutils.sourceforge.io/docs/ref/rst/directives.html#including-an-external-document-fragment">include</a>
 */
final class RstText {

    private static final Pattern INCLUDE = Pattern.compile("\\s*\\.\\. include:: +(\\S+)\\s*");
    private static final Pattern OPTION = Pattern.compile("\\s+:[\\w-]+:.*");
    private static final Pattern REPLACE = Pattern.compile("\\s*\\.\\. \\|([^|]+)\\| replace:: +(.*)");

    /** Files that include files that include files are hardly meant to continue. */
    private static final int DEEPEST = 3;

    private static final int MOST_CHARACTERS = (int) DocumentReader.LARGEST_BYTES;

    private final Path root;
    private int left = MOST_CHARACTERS;

    private RstText(Path root) {
        this.root = root;
    }

    static String of(DocumentFile file, String text) throws IOException {
        Path root = file.path();
        for (String name : file.source().split("/")) {
            root = root.getParent();
        }
        List<String> lines = new RstText(root).expanded(file.path(), text, 0);
        return replaced(lines);
    }

    private List<String> expanded(Path file, String text, int depth) throws IOException {
        var lines = new ArrayList<String>();
        List<String> before = text.lines().toList();
        for (int i = 0; i < before.size(); i++) {
            Matcher include = INCLUDE.matcher(before.get(i));
            boolean isPart = i + 1 < before.size() && OPTION.matches(before.get(i + 1));
            if (depth < DEEPEST && !isPart && include.matches()) {
                lines.addAll(included(file, include.group(1), before.get(i), depth));
            } else {
                lines.add(before.get(i));
            }
        }
        return lines;
    }

    /** The line itself where that is not a text file of the folder. */
    private List<String> included(Path file, String name, String line, int depth) throws IOException {
        Path other = name.startsWith("/") ? root.resolve(name.substring(1)) : file.resolveSibling(name);
        boolean isOurs = Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                && other.toRealPath().startsWith(root.toRealPath())
                && Files.size(other) <= left
                && FileCheck.refusal(other).isEmpty();
        if (!isOurs) {
            return List.of(line);
        }
        String text = PlainText.ofText(Files.readAllBytes(other));
        left -= text.length();
        return expanded(other, text, depth + 1);
    }

    private static String replaced(List<String> lines) throws IOException {
        Map<String, String> substitutions = new HashMap<>();
        for (String line : lines) {
            Matcher replace = REPLACE.matcher(line);
            if (replace.matches()) {
                substitutions.put("|" + replace.group(1) + "|", replace.group(2).strip());
            }
        }
        return new RstSubstitutions(substitutions).in(lines, REPLACE::matches);
    }
}
