package io.qubinode.mcp.security.resource;

import static java.util.Objects.requireNonNull;

import io.qubinode.mcp.security.secret.ForeignText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    /** The same, with everything in its name visible. */
    public ListedResource shown() {
        return new ListedResource(uri, ForeignText.visible(name), mimeType, changed);
    }

    /** Its name as the template's argument: what would not be visible is percent-encoded, as it may be in a URI. */
    public String argument() {
        return ForeignText.visible(name, ListedResource::percentEncoded);
    }

    private static String percentEncoded(int codePoint) {
        return URLEncoder.encode(Character.toString(codePoint), StandardCharsets.UTF_8);
    }
}
