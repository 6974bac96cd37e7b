package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

/**
 * Where a document can be seen on the web.
 *
 * @param page its address
 * @param lines what is added for some lines, with {@code %1$d} for the first and {@code %2$d} for the last; empty where the page has no lines
 */
public record PageLink(String page, String lines) {

    public PageLink {
        requireNonNull(page);
        requireNonNull(lines);
    }

    /** The address of these lines. */
    public String of(int from, int to) {
        return page + lines.formatted(from, to);
    }
}
