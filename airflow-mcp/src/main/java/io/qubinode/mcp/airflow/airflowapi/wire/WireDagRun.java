package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A run. Its conf may be of any size: the reader says how much of it is kept, see {@link LongAnswer#keeping}. */
@OnTheWire
public record WireDagRun(
        String dagId,
        String dagRunId,
        String state,
        String runType,
        Instant runAfter,
        Instant executionDate,
        Instant logicalDate,
        Instant dataIntervalEnd,
        Instant startDate,
        Instant endDate,
        String note,
        @JsonDeserialize(using = BoundedValue.class) JsonNode conf,
        List<Version> dagVersions) {

    public WireDagRun {
        requireNonNull(dagId);
        requireNonNull(dagRunId);
        requireNonNull(state);
    }

    @OnTheWire
    public record Version(int versionNumber) {}

    public DagRun toDagRun() {
        return new DagRun(
                dagId,
                dagRunId,
                state,
                runType,
                Optional.ofNullable(runAfter).or(this::runAfterOfAirflow2),
                Optional.ofNullable(startDate),
                // A run that runs again keeps the end of the last time.
                Optional.ofNullable(endDate).filter(end -> DagRun.ENDED.contains(state)));
    }

    /** A run may start when the data are there that it is to work on, and not before its date. */
    private Optional<Instant> runAfterOfAirflow2() {
        return Stream.of(executionDate, dataIntervalEnd)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    /** In our words, with what it was made of. */
    public RunDetails toRunDetails() {
        return new RunDetails(
                toDagRun(),
                conf == null || conf.isNull() ? JsonNodeFactory.instance.objectNode() : conf,
                dagVersions == null
                        ? Optional.empty()
                        : dagVersions.stream().map(Version::versionNumber).max(Comparator.naturalOrder()),
                Optional.ofNullable(logicalDate),
                Optional.ofNullable(note));
    }
}
