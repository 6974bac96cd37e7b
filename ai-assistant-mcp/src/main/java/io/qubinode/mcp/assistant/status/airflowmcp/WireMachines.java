package io.qubinode.mcp.assistant.status.airflowmcp;

import java.util.List;

/** As on the wire. */
public record WireMachines(List<WireMachine> vms) {

    /** As on the wire. */
    public record WireMachine(String name, String state) {}
}
