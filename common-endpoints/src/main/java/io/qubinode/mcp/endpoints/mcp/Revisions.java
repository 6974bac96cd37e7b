package io.qubinode.mcp.endpoints.mcp;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.stream.Stream;

/** The revisions of MCP that are spoken here. */
public final class Revisions {

    /** The one without sessions. */
    public static final String STATELESS = "2026-07-28";

    /** Those with sessions, newest first. */
    public static final List<String> WITH_SESSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

    /** Newest first. */
    public static final List<String> ALL =
            Stream.concat(Stream.of(STATELESS), WITH_SESSIONS.stream()).toList();

    /** The header that names the revision of a request. */
    public static final String HEADER = "MCP-Protocol-Version";

    private Revisions() {}

    /** Whether a request names the revision without sessions, or one that nobody knows. */
    public static boolean namesNoneWithSessions(HttpServerRequest request) {
        String named = request.getHeader(HEADER);
        return named != null && !WITH_SESSIONS.contains(named);
    }
}
