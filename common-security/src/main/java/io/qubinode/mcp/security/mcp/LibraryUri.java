package io.qubinode.mcp.security.mcp;

import io.quarkiverse.mcp.server.RequestUri;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** URIs in the one form of template that the MCP library matches: a variable without a slash, the whole URI encoded in it. */
final class LibraryUri {

    private LibraryUri() {}

    static String template(ResourceTemplate template) {
        return template.start() + "{" + template.argument() + "}";
    }

    static String of(ResourceTemplate template, String original) {
        return template.start() + URLEncoder.encode(original, StandardCharsets.UTF_8);
    }

    static String original(ResourceTemplate template, RequestUri uri) {
        return URLDecoder.decode(uri.value().substring(template.start().length()), StandardCharsets.UTF_8);
    }
}
