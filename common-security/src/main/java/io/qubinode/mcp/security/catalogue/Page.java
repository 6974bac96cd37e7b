package io.qubinode.mcp.security.catalogue;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a listing.
 *
 * @param next the cursor of the next page; empty on the last
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/pagination">Pagination in MCP</a>
 */
public record Page<T>(List<T> items, Optional<String> next) {

    static final int SIZE = 50;

    /**
     * The page after a cursor, or the first.
     *
     * @param key what tells an item from all others, also in a listing that has changed meanwhile
     * @throws ToolException {@code invalid_argument} when the cursor is not one of this listing
     */
    static <T> Page<T> of(List<T> all, Function<T, String> key, Optional<String> cursor) {
        int from = cursor.map(text -> after(all, key, text)).orElse(0);
        int to = Math.min(all.size(), from + SIZE);
        return new Page<>(
                all.subList(from, to),
                to < all.size() ? Optional.of(encode(key.apply(all.get(to - 1)))) : Optional.empty());
    }

    private static <T> int after(List<T> all, Function<T, String> key, String cursor) {
        for (int index = 0; index < all.size(); index++) {
            if (encode(key.apply(all.get(index))).equals(cursor)) {
                return index + 1;
            }
        }
        throw new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "The cursor is not one of this listing, or the listing has changed.",
                "List again without a cursor.");
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }
}
