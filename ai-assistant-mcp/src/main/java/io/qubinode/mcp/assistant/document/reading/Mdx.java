package io.qubinode.mcp.assistant.document.reading;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** Markdown with parts of a program between. */
final class Mdx {

    /** @see <a href="https://mdxjs.com/docs/what-is-mdx/#esm">ESM in MDX</a> */
    private static final Pattern BEGINS_PROGRAM = Pattern.compile("(?:import|export) .*|\\{/\\*.*");

    private static final Pattern FENCE = Pattern.compile("\\s*(?:`{3,}|~{3,}).*");

    private Mdx() {}

    /** The same lines, those empty that import, export or are said to nobody. */
    static List<String> withoutProgram(List<String> lines) {
        var text = new ArrayList<String>();
        boolean isCode = false;
        boolean isProgram = false;
        String before = "";
        for (String line : lines) {
            isCode ^= FENCE.matches(line);
            boolean begins = isProgram || before.isBlank() || before.equals("---");
            isProgram = !isCode && !line.isBlank() && begins && (isProgram || BEGINS_PROGRAM.matches(line));
            text.add(isProgram ? "" : line);
            before = line;
        }
        return text;
    }
}
