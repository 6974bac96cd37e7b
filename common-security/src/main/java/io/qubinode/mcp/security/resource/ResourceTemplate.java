package io.qubinode.mcp.security.resource;

import static java.util.Objects.requireNonNull;

/**
 * How the URIs of a provider's texts are made: {@code scheme://{+argument}}.
 *
 * @param scheme what all of them begin with, without {@code ://}
 * @param argument the name of what follows
 * @param name what a program calls it
 * @param title what a person reads
 * @param description what a language model reads
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/server/resources#resource-templates">Resource templates</a>
 */
public record ResourceTemplate(String scheme, String argument, String name, String title, String description) {

    public ResourceTemplate {
        requireNonNull(scheme);
        requireNonNull(argument);
        requireNonNull(name);
        requireNonNull(title);
        requireNonNull(description);
    }

    /** As RFC 6570 writes it; with a plus sign, slashes stay as they are. */
    public String uriTemplate() {
        return start() + "{+" + argument + "}";
    }

    public boolean fits(String uri) {
        return uri.startsWith(start());
    }

    public String start() {
        return scheme + "://";
    }
}
