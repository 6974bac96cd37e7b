package io.qubinode.mcp.security.resource;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A text as the listing names it.
 *
 * @param uri what it is read by
 * @param name what completion offers for the template's argument
 * @param mimeType what its text is written in
 * @param changed when it last changed
 */
public record ListedResource(String uri, String name, String mimeType, Instant changed) {

    public ListedResource {
        requireNonNull(uri);
        requireNonNull(name);
        requireNonNull(mimeType);
        requireNonNull(changed);
    }
}
