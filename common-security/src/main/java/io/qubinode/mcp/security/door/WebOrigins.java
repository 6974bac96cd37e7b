package io.qubinode.mcp.security.door;

import io.qubinode.mcp.security.config.McpConfig;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps foreign web pages out. A page that rebinds its own DNS name to this machine still sends that name as Host; an IP
 * address as Host cannot come from rebinding.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning">MCP transports</a>
 */
final class WebOrigins {

    private static final Pattern IP_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");

    private final Set<String> hosts = new HashSet<>(Set.of("localhost"));
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
                || IP_ADDRESS.matcher(host).matches();
    }

    /** The origins as Quarkus' CORS filter takes them: regular expressions between slashes. */
    static Set<String> asRegularExpressions(List<String> allowed) {
        return allowed.stream()
                .map(origin -> "/" + pattern(origin).pattern() + "/")
                .collect(Collectors.toSet());
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
