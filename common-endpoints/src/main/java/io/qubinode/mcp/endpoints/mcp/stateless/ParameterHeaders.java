package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.operation.Operation;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The headers that say again the arguments of a call whose schema wants that.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters">
 *     MCP 2026-07-28: Custom Headers from Tool Parameters</a>
 */
@Singleton
final class ParameterHeaders {

    private static final String ANNOTATION = "x-mcp-header";
    private static final String PREFIX = "Mcp-Param-";
    private static final int MOST_TOOLS = 1_000;

    private final ToolCatalogue tools;
    private final ToolPermissions permissions;
    // Tools come and go; to look through the schema at each call would take longer than the call of a small tool.
    private final Cache<CatalogueEntry, Map<JsonPointer, String>> headers =
            Caffeine.newBuilder().maximumSize(MOST_TOOLS).build();

    @Inject
    ParameterHeaders(ToolCatalogue tools, ToolPermissions permissions) {
        this.tools = tools;
        this.permissions = permissions;
    }

    /** What is wrong with them; empty when they say what the body says, and for a tool that this caller may not know of. */
    Optional<String> wrong(HttpServerRequest http, Caller caller, MessageCheck.Request request) {
        if (!request.method().equals(Operation.TOOLS_CALL)) {
            return Optional.empty();
        }
        JsonNode arguments = request.params().path("arguments") instanceof TextNode text
                ? ToolJson.object(text.textValue()).orElseGet(ToolJson.MAPPER::createObjectNode)
                : request.params().path("arguments");
        return tools.find(request.params().path("name").asText())
                .filter(tool -> permissions.allows(caller, tool))
                .map(tool -> headers.get(tool, ParameterHeaders::of))
                .flatMap(named -> named.entrySet().stream()
                        .filter(header ->
                                !agree(http.headers().getAll(header.getValue()), arguments.at(header.getKey())))
                        .map(header -> "The header " + header.getValue() + " does not match the argument.")
                        .findFirst());
    }

    private static boolean agree(List<String> said, JsonNode argument) {
        if (argument.isMissingNode() || argument.isNull()) {
            return said.isEmpty();
        }
        Optional<String> value = said.size() == 1 ? RequestHeaders.decoded(said.getFirst()) : Optional.empty();
        return value.filter(text -> text.equals(argument.asText()) || argument.isNumber() && sameNumber(text, argument))
                .isPresent();
    }

    private static boolean sameNumber(String text, JsonNode number) {
        try {
            return new BigDecimal(text).compareTo(number.decimalValue()) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Map<JsonPointer, String> of(CatalogueEntry tool) {
        var found = new LinkedHashMap<JsonPointer, String>();
        collect(tool.inputSchema(), JsonPointer.empty(), found);
        return Map.copyOf(found);
    }

    /** Only what can be reached by {@code properties} alone counts. */
    private static void collect(JsonNode schema, JsonPointer place, Map<JsonPointer, String> found) {
        if (schema.path(ANNOTATION).isTextual()) {
            found.put(place, PREFIX + schema.path(ANNOTATION).textValue());
        }
        if (schema.path("properties") instanceof ObjectNode properties) {
            properties
                    .properties()
                    .forEach(each -> collect(each.getValue(), place.appendProperty(each.getKey()), found));
        }
    }
}
