package io.qubinode.mcp.assistant.document.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/** What stands above the paragraphs of a format, and what must not be cut. */
enum Outline {
    /** No headings: every paragraph is for itself. */
    NONE {
        @Override
        Optional<Block> heading(List<String> lines, int i) {
            return Optional.empty();
        }
    },

    /** @see <a href="https://docs.asciidoctor.org/asciidoc/latest/sections/titles-and-levels/">AsciiDoc sections</a> */
    ASCIIDOC {
        private static final Pattern HEADING = Pattern.compile("(={1,6})[ \\t]+(\\S.*?)(?:[ \\t]+=+)?[ \\t]*");
        private static final Pattern FENCE = Pattern.compile("(-{4,}|\\.{4,}|={4,}|\\|={3,}|`{3,}).*");

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            return Optional.of(HEADING.matcher(lines.get(i)))
                    .filter(Matcher::matches)
                    .map(found -> Block.heading(found.group(1).length(), found.group(2), i, i + 1));
        }

        @Override
        Optional<String> fence(String line) {
            return Optional.of(FENCE.matcher(line)).filter(Matcher::matches).map(found -> found.group(1));
        }
    },

    /** @see <a href="https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#sections">Sections</a> */
    RST {
        private static final String MARKS = "=-~^\"'`#*+.:_";

        /** Shorter lines below a title are a heading's only if they are as long as it. */
        private static final int LEAST_MARK = 4;

        /** Of a heading with a line above it too, which is of another level than one without. */
        private static final int OVERLINED = 100;

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            boolean overlined =
                    isMark(lines.get(i)) && i + 2 < lines.size() && lines.get(i).equals(lines.get(i + 2));
            int at = overlined ? i + 1 : i;
            if (at + 1 >= lines.size() || lines.get(at).isBlank() || isMark(lines.get(at))) {
                return Optional.empty();
            }
            String title = lines.get(at).strip();
            String mark = lines.get(at + 1).stripTrailing();
            int level = (overlined ? OVERLINED : 1) + (mark.isEmpty() ? 0 : MARKS.indexOf(mark.charAt(0)));
            return isMark(mark) && mark.length() >= Math.min(LEAST_MARK, title.length())
                    ? Optional.of(Block.heading(level, title, i, at + 2))
                    : Optional.empty();
        }

        @Override
        boolean isOrdered() {
            return true;
        }

        private static boolean isMark(String line) {
            return !line.isBlank()
                    && MARKS.indexOf(line.charAt(0)) >= 0
                    && line.stripTrailing().chars().allMatch(c -> c == line.charAt(0));
        }
    },

    /** Ansible, Kubernetes and other YAML: each named play or task. */
    YAML {
        private static final Pattern NAMED = Pattern.compile("( *)- name: *[\"']?(.*?)[\"']? *");

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            return Optional.of(NAMED.matcher(lines.get(i)))
                    .filter(Matcher::matches)
                    .map(found ->
                            Block.heading(2 + Math.min(3, found.group(1).length() / 2), found.group(2), i, i + 1));
        }
    },

    /** Each section of INI and TOML. */
    SETTINGS {
        private static final Pattern SECTION = Pattern.compile("\\[+([^\\]\\[]+)\\]+ *(?:[#;].*)?");

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            return Optional.of(SECTION.matcher(lines.get(i)))
                    .filter(Matcher::matches)
                    .map(found -> Block.heading(2, found.group(1).strip(), i, i + 1));
        }
    },

    /** Each class, function and method. */
    PYTHON {
        private static final Pattern DEFINED = Pattern.compile("( *)(?:async +)?(?:class|def) +(\\w+).*");

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            return Optional.of(DEFINED.matcher(lines.get(i)))
                    .filter(Matcher::matches)
                    .map(found ->
                            Block.heading(2 + Math.min(3, found.group(1).length() / 4), found.group(2), i, i + 1));
        }
    };

    /** The heading that begins in this line. */
    abstract Optional<Block> heading(List<String> lines, int i);

    /** Whether headings have the level in whose order they appear, and not the one that their mark tells. */
    boolean isOrdered() {
        return false;
    }

    /** What ends the code or table that begins in this line; empty when none begins. */
    Optional<String> fence(String line) {
        return Optional.empty();
    }
}
