package io.qubinode.mcp.airflow.airflowapi.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.Variable;
import java.util.List;
import java.util.Optional;

/** As on the wire, but for the values, which are not even read. */
@JsonNaming(SnakeCaseStrategy.class)
public record WireVariables(List<Entry> variables, int totalEntries) {

    public WireVariables {
        requireNonNull(variables);
    }

    /** As on the wire. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Entry(String key, String description, Boolean isEncrypted) {}

    /** In our words. */
    public Page<Variable> toPage() {
        return new Page<>(
                variables.stream()
                        .map(entry -> new Variable(
                                entry.key(),
                                Optional.ofNullable(entry.description()),
                                Optional.ofNullable(entry.isEncrypted())))
                        .toList(),
                totalEntries);
    }
}
