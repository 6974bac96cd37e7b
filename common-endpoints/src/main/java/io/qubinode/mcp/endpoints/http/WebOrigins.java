package io.qubinode.mcp.endpoints.http;

import io.netty.util.NetUtil;
import io.qubinode.mcp.security.config.McpConfig;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps foreign web pages out. A page that rebinds its own DNS name to this machine still sends that name as Host; an IP
 * address as Host cannot come from rebinding.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning">MCP transports</a>
 */
final class WebOrigins {

    private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final List<Pattern> origins;

    WebOrigins(McpConfig.Cors cors, List<String> allowedHosts) {
        allowedHosts.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // A machine that does not know its own name cannot be called by it either.
        }
        origins = cors.enabled()
                ? cors.allowedOrigins().stream().map(WebOrigins::pattern).toList()
                : List.of();
    }

    boolean admits(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return admitsHost(request.authority() == null ? "" : request.authority().host())
                && (origin == null
                        || origins.stream()
                                .anyMatch(allowed -> allowed.matcher(origin).matches()));
    }

    private boolean admitsHost(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT))
                || NetUtil.isValidIpV4Address(host)
                || host.startsWith("[")
                        && host.endsWith("]")
                        && NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }

    /** What tells browsers that pages of the allowed origins may call; empty when none may. */
    Optional<Handler<RoutingContext>> corsHandler() {
        if (origins.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(CorsHandler.create()
                .addOriginsWithRegex(origins.stream().map(Pattern::pattern).toList())
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE))
                .allowedHeaders(Set.of(
                        "Content-Type",
                        "Accept",
                        "Authorization",
                        "X-API-Key",
                        "Mcp-Session-Id",
                        "Mcp-Protocol-Version",
                        "Mcp-Method",
                        "Mcp-Name",
                        "Idempotency-Key",
                        "Last-Event-ID"))
                .exposedHeaders(Set.of("Mcp-Session-Id", "WWW-Authenticate", "Retry-After", "X-Request-Id")));
    }

    private static Pattern pattern(String origin) {
        return origin.endsWith(":*")
                ? Pattern.compile(quote(origin.substring(0, origin.length() - 2)) + "(:[0-9]+)?")
                : Pattern.compile(quote(origin));
    }

    private static String quote(String text) {
        return text.replaceAll("[.\\[\\]()+?]", "\\\\$0");
    }
}
