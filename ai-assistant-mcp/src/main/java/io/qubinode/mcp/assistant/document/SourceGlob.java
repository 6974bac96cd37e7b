package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
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
        return new SourceGlob(pattern.strip());
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
    public boolean matches(String source) {
        boolean anywhere = !pattern.contains("/");
        // "**/a" does not fit "a" itself for the JDK, but does for everybody who writes it.
        boolean below = pattern.startsWith("**/");
        return fits(pattern, source)
                || anywhere && fits("**/" + pattern, source)
                || below && fits(pattern.substring("**/".length()), source);
    }

    private static boolean fits(String glob, String source) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(source));
    }
}
