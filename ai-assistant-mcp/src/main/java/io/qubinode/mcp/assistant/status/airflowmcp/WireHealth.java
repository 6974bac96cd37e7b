package io.qubinode.mcp.assistant.status.airflowmcp;

import java.util.Map;

/** As on the wire; all but the status is there for a caller with a credential only. */
public record WireHealth(String status, String version, Map<String, Part> components) {

    /** As on the wire. */
    public record Part(String state, String version, String problem) {}
}
