package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A DAG as a listing shows it.
 *
 * @param displayName what people see in place of the id; absent when that is the id
 * @param description what its author says of it
 * @param schedule when it runs on its own; empty when it only runs if triggered
 * @param timezone of the schedule, or its offset at the next run; absent when it is not known
 * @param lastRunEndedBy who cancelled or marked it; absent when it ended on its own
 * @param importErrors whether its file cannot be read at the moment; absent when it can
 */
public record Dag(
        String dagId,
        @WrittenByOthers Optional<String> displayName,
        @WrittenByOthers Optional<String> description,
        Optional<String> schedule,
        Optional<String> timezone,
        boolean paused,
        List<String> tags,
        List<String> owners,
        Optional<Instant> nextRun,
        Optional<String> lastRunState,
        Optional<String> lastRunEndedBy,
        Optional<Boolean> importErrors) {

    public Dag {
        displayName = displayName.map(ForeignText::shown);
        description = description.map(ForeignText::shown);
        schedule = schedule.map(ForeignText::shown);
        timezone = timezone.map(ForeignText::shown);
        lastRunEndedBy = lastRunEndedBy.map(ForeignText::shown);
        tags = tags.stream().map(ForeignText::shown).toList();
        owners = owners.stream().map(ForeignText::shown).toList();
    }

    /** Whether its id or what people see in place of it holds a text, ignoring case. */
    public boolean holds(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return dagId.toLowerCase(Locale.ROOT).contains(wanted)
                || displayName
                        .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted))
                        .isPresent();
    }
}
