package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.mcp.Revisions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The headers that say again what stands in the body, for proxies between client and server: both must say the same.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata">MCP 2026-07-28:
 *     Request Metadata</a>
 */
final class RequestHeaders {

    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";

    /** Where in the params of a method the value of {@link #NAME} stands. */
    private static final Map<String, String> NAMED = Map.of(
            "tools/call",
            "name",
            "prompts/get",
            "name",
            "resources/read",
            "uri",
            TaskMethods.GET,
            TaskMethods.ID,
            TaskMethods.UPDATE,
            TaskMethods.ID,
            TaskMethods.CANCEL,
            TaskMethods.ID);

    private static final String ENCODED = "=?base64?";
    private static final String END = "?=";

    private RequestHeaders() {}

    /** What is wrong with the version's header; empty when it says what the body says. */
    static Optional<String> wrongVersion(HttpServerRequest request, String version) {
        return wrong(request, Revisions.HEADER, version, Optional.ofNullable(request.getHeader(Revisions.HEADER)));
    }

    /** What is wrong with the headers for method and name; empty when they say what the body says. */
    static Optional<String> wrong(HttpServerRequest request, String method, ObjectNode params) {
        Optional<String> wrong = wrong(request, METHOD, method, Optional.ofNullable(request.getHeader(METHOD)));
        JsonNode name = NAMED.containsKey(method) ? params.path(NAMED.get(method)) : params.path("");
        return wrong.isPresent() || !name.isTextual()
                ? wrong
                : wrong(request, NAME, name.textValue(), decoded(request.getHeader(NAME)));
    }

    private static Optional<String> wrong(
            HttpServerRequest request, String header, String inBody, Optional<String> value) {
        List<String> said = request.headers().getAll(header);
        if (said.isEmpty()) {
            return Optional.of("The header " + header + " is missing.");
        }
        // Of two values, one reader takes the first and another the last. Other characters are sent in Base64.
        boolean isPlain = said.size() == 1 && isPrintable(said.getFirst());
        return isPlain && value.filter(inBody::equals).isPresent()
                ? Optional.empty()
                : Optional.of("The header " + header + " does not match the body of the request.");
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** What a header says, which may be encoded; empty when that is not Base64. */
    static Optional<String> decoded(String value) {
        if (value == null || !value.startsWith(ENCODED) || !value.endsWith(END)) {
            return Optional.ofNullable(value);
        }
        try {
            String encoded = value.substring(ENCODED.length(), value.length() - END.length());
            // The decoder does without the padding at the end; the specification does not.
            return encoded.length() % 4 == 0
                    ? Optional.of(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
