package io.qubinode.mcp.assistant.status.airflowmcp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** As on the wire. */
public record WireDags(
        List<WireDag> dags,
        int total,
        @JsonProperty("broken_files") int brokenFiles,
        @JsonProperty("next_cursor") String nextCursor) {

    /** As on the wire. */
    public record WireDag(
            @JsonProperty("dag_id") String dagId,
            @JsonProperty("last_run_state") String lastRunState,
            @JsonProperty("last_run_ended_by") String lastRunEndedBy) {}
}
