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

        @Override
        Optional<Block> heading(List<String> lines, int i) {
            if (i + 1 >= lines.size() || lines.get(i).isBlank() || isMark(lines.get(i))) {
                return Optional.empty();
            }
            String title = lines.get(i).strip();
            String mark = lines.get(i + 1).stripTrailing();
            return isMark(mark) && mark.length() >= title.length()
                    ? Optional.of(Block.heading(1 + MARKS.indexOf(mark.charAt(0)), title, i, i + 2))
                    : Optional.empty();
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

    /** What ends the code or table that begins in this line; empty when none begins. */
    Optional<String> fence(String line) {
        return Optional.empty();
    }
}
