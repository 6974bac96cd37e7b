package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a document, or of some of its lines: {@code docs://guides/storage.md#L10-L20}.
 *
 * @param source the document's path in its folder
 * @param lines which lines; all when empty
 */
public record DocumentUri(String source, Optional<Lines> lines) {

    /** What all of them begin with, without {@code ://}. */
    public static final String SCHEME = "docs";

    private static final String START = SCHEME + "://";

    private static final Pattern LINES = Pattern.compile("L(\\d{1,9})(?:-L?(\\d{1,9}))?");

    public DocumentUri {
        requireNonNull(source);
        requireNonNull(lines);
    }

    /** Lines from 1, both included. */
    public record Lines(int from, int to) {}

    /** The name of the whole document with this path in its folder. */
    public static String of(String source) {
        try {
            // Behind a slash a colon is not an end of a scheme.
            return START
                    + new URI(null, null, "/" + source, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What a name means; empty when it is none of ours. */
    public static Optional<DocumentUri> parse(String uri) {
        if (!uri.startsWith(START)) {
            return Optional.empty();
        }
        int hash = uri.indexOf('#');
        String path = uri.substring(START.length(), hash < 0 ? uri.length() : hash);
        Optional<String> source = decoded(path);
        if (hash < 0) {
            return source.map(known -> new DocumentUri(known, Optional.empty()));
        }
        Matcher lines = LINES.matcher(uri.substring(hash + 1));
        if (!lines.matches()) {
            return Optional.empty();
        }
        int from = Integer.parseInt(lines.group(1));
        int to = lines.group(2) == null ? from : Integer.parseInt(lines.group(2));
        return source.map(known -> new DocumentUri(known, Optional.of(new Lines(from, to))));
    }

    private static Optional<String> decoded(String path) {
        try {
            // A plus sign is one; only forms mean a space by it.
            return Optional.of(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
