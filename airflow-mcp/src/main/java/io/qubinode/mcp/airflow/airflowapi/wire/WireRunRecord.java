package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.RunRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** As on the wire. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireRunRecord(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        Instant runAfter,
        Instant startDate,
        Instant endDate,
        @JsonDeserialize(using = BoundedValue.Shown.class) JsonNode conf,
        List<Version> dagVersions) {

    public WireRunRecord {
        requireNonNull(dagId);
        requireNonNull(dagRunId);
        requireNonNull(state);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Version(int versionNumber) {}

    /** In our words. */
    public RunRecord toRunRecord() {
        return new RunRecord(
                new WireDagRun(dagId, dagRunId, state, runType, runAfter, startDate, endDate).toDagRun(),
                BoundedValue.fields(conf),
                dagVersions == null
                        ? Optional.empty()
                        : dagVersions.stream().map(Version::versionNumber).max(Comparator.naturalOrder()));
    }
}
