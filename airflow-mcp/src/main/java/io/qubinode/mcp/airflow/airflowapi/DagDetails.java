package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.secret.ForeignText;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a DAG's page says of it, and what its conf may hold.
 *
 * @param displayName what people see in place of the id; empty when that is the id
 * @param description one line of its author
 * @param doc more of its author, in Markdown
 * @param schedule when it runs on its own, in words; empty when it only runs if triggered
 * @param timezone of the schedule
 * @param catchup whether missed runs are made up for
 * @param importErrors whether its file cannot be read at the moment
 * @param version its newest version; empty where Airflow has no versions
 * @param params what its conf may hold, by name
 * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/params.html">Airflow's params</a>
 */
public record DagDetails(
        String dagId,
        Optional<String> displayName,
        Optional<String> description,
        Optional<String> doc,
        Optional<String> schedule,
        Optional<String> timezone,
        boolean paused,
        boolean catchup,
        List<String> owners,
        List<String> tags,
        Optional<Instant> nextRun,
        Optional<Integer> maxActiveRuns,
        boolean importErrors,
        Optional<Integer> version,
        Map<String, DagParam> params) {

    public DagDetails {
        displayName = displayName.map(ForeignText::shown);
        description = description.map(ForeignText::shown);
        doc = doc.map(ForeignText::shown);
        schedule = schedule.map(ForeignText::shown);
        timezone = timezone.map(ForeignText::shown);
        owners = owners.stream().map(ForeignText::shown).toList();
        tags = tags.stream().map(ForeignText::shown).toList();
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
