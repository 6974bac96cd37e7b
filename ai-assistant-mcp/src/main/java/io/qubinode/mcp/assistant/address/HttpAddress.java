package io.qubinode.mcp.assistant.address;

import java.net.URI;

/**
 * The address of an HTTP service.
 *
 * @param uri http or https, with a host, without a slash at the end
 */
public record HttpAddress(URI uri) {

    /**
     * Reads an address; the configuration finds this by its name and signature.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static HttpAddress of(String text) {
        URI uri = URI.create(text.strip().replaceAll("(?<!/)/+$", ""));
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException("not an address such as http://localhost:8080");
        }
        return new HttpAddress(uri);
    }
}
