package io.qubinode.mcp.security.core;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of tools, where {@code *} stands for anything.
 *
 * @param patterns at least one; a tool is named when any of them fits its whole name
 */
public record ToolNames(List<String> patterns) {

    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_*]{1,64}");

    public static final ToolNames ALL = new ToolNames(List.of("*"));

    /**
     * Names these tools.
     *
     * @throws IllegalArgumentException when there is none, or one holds what no name of a tool does
     */
    public ToolNames {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("no tool is named");
        }
        patterns.stream()
                .filter(pattern -> !ALLOWED.matcher(pattern).matches())
                .findFirst()
                .ifPresent(wrong -> {
                    throw new IllegalArgumentException(
                            "\"" + wrong + "\" is not a valid tool name pattern (* matches any characters)");
                });
    }

    public boolean include(String tool) {
        for (String pattern : patterns) {
            if (Wildcards.fit(pattern, tool)) {
                return true;
            }
        }
        return false;
    }
}
