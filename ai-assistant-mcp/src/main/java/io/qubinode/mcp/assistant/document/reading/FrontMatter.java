package io.qubinode.mcp.assistant.document.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;

/**
 * What stands before a Markdown document: YAML between lines of three hyphens, or TOML between lines of three plus signs. It is for
 * programs, except its title.
 *
 * @param end index of the first line after it; 0 when there is none
 * @param title the document's title; empty when it names none
 */
record FrontMatter(int end, String title) {

    private static final FrontMatter NONE = new FrontMatter(0, "");

    private static final Map<String, String> FENCES = Map.of("---", "---", "+++", "+++");
    private static final Pattern TITLE = Pattern.compile("title[ \\t]*[:=][ \\t]*(.*)");
    private static final Pattern KEY = Pattern.compile("[\"']?[\\w.-]+[\"']?[ \\t]*[:=].*");

    /** More lines are not front matter, but text between two rules. */
    private static final int MOST_LINES = 200;

    static FrontMatter of(List<String> lines) {
        String fence = lines.isEmpty() ? null : FENCES.get(lines.getFirst().stripTrailing());
        if (fence == null
                || lines.size() < 2
                || !KEY.matches(lines.get(1)) && !lines.get(1).startsWith(fence)) {
            return NONE;
        }
        String title = "";
        for (int i = 1; i < Math.min(lines.size(), MOST_LINES); i++) {
            String line = lines.get(i).stripTrailing();
            if (line.equals(fence) || line.equals("...")) {
                return new FrontMatter(i + 1, title);
            }
            Matcher named = TITLE.matcher(line);
            title = named.matches() ? unquoted(named.group(1).strip()) : title;
        }
        return NONE;
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0 && value.endsWith(value.substring(0, 1));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
