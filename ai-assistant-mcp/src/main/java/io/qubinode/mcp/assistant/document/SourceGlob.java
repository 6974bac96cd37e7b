package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.FileSystems;
import java.text.Normalizer;
import java.util.regex.PatternSyntaxException;

/**
 * Chooses documents by their path in their folder. A pattern without a slash fits in every folder: {@code *.adoc}.
 *
 * @param pattern with {@code *}, {@code **}, {@code ?}, {@code [ab]} and {@code {a,b}}
 * @see java.nio.file.FileSystem#getPathMatcher
 */
public record SourceGlob(String pattern) {

    public SourceGlob {
        requireNonNull(pattern);
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a glob such as guides/**/*.md", e);
        }
    }

    /** Reads a pattern; the configuration finds this by its name and signature. */
    public static SourceGlob of(String pattern) {
        return new SourceGlob(Normalizer.normalize(pattern.strip(), Normalizer.Form.NFKC));
    }

    /**
     * Reads what a caller gave as {@code source}.
     *
     * @throws ToolException {@code invalid_argument}
     */
    public static SourceGlob given(String source) {
        try {
            return of(source);
        } catch (IllegalArgumentException e) {
            throw new ToolException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Wrong arguments: source is " + e.getMessage() + ".",
                    "Correct it and call again.",
                    e);
        }
    }

    /** Whether this document is meant. */
    public boolean matches(String path) {
        String source = Normalizer.normalize(path, Normalizer.Form.NFKC);
        boolean anywhere = !pattern.contains("/");
        // "**/a" does not fit "a" itself for the JDK, but does for everybody who writes it.
        boolean below = pattern.startsWith("**/");
        return fits(pattern, source)
                || anywhere && fits("**/" + pattern, source)
                || below && fits(pattern.substring("**/".length()), source);
    }

    /** Not by the JDK, for which many asterisks take for ever: a caller may send them. */
    private static boolean fits(String glob, String source) {
        return Pattern.compile(expression(glob), Pattern.DOTALL).matches(source);
    }

    private static String expression(String glob) {
        var expression = new StringBuilder();
        int i = 0;
        int groups = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i++);
            switch (c) {
                case '*' -> {
                    boolean deep = i < glob.length() && glob.charAt(i) == '*';
                    expression.append(deep ? ".*" : "[^/]*");
                    i += deep ? 1 : 0;
                }
                case '?' -> expression.append("[^/]");
                case '[' -> i = choice(glob, i, expression);
                case '{' -> {
                    expression.append("(?:");
                    groups++;
                }
                case '}' -> {
                    expression.append(groups > 0 ? ")" : "\\}");
                    groups = Math.max(0, groups - 1);
                }
                case ',' -> expression.append(groups > 0 ? "|" : ",");
                case '\\' -> expression.append(Pattern.quote(glob.substring(i, ++i)));
                default -> expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return expression.toString();
    }

    /** One of several characters; returns where the pattern continues. */
    private static int choice(String glob, int start, StringBuilder expression) {
        boolean not = glob.charAt(start) == '!';
        int end = glob.indexOf(']', not ? start + 2 : start + 1);
        expression.append(not ? "[^/" : "[");
        for (char c : glob.substring(not ? start + 1 : start, end).toCharArray()) {
            expression.append("\\[]^&".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        expression.append(']');
        return end + 1;
    }
}
