package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunDetails;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.TimeExpression;
import io.qubinode.mcp.airflow.insight.InsightTools.ListDagRuns;
import io.qubinode.mcp.airflow.insight.InsightTools.RunLine;
import io.qubinode.mcp.airflow.insight.InsightTools.RunList;
import io.qubinode.mcp.security.secret.SecretMask;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

final class RunLists {

    private final Airflow airflow;

    RunLists(Airflow airflow) {
        this.airflow = airflow;
    }

    RunList list(ListDagRuns input) {
        Instant now = Instant.now();
        int offset = Page.offset(input.cursor());
        return airflow.runs(new RunQuery(
                        input.dagId(),
                        input.states().stream()
                                .map(state -> state.name().toLowerCase(Locale.ROOT))
                                .toList(),
                        input.since().map(text -> TimeExpression.of(text, now)),
                        input.until().map(text -> TimeExpression.of(text, now)),
                        input.confContains(),
                        input.limit(),
                        offset))
                .map(RunLists::line)
                .answer(offset, RunList::new);
    }

    private static RunLine line(RunDetails made) {
        DagRun run = made.run();
        return new RunLine(
                run.dagId(),
                run.runId(),
                run.state(),
                run.runType(),
                run.runAfter(),
                run.startedAt(),
                made.duration().map(time -> time.toMillis() / 1000.0),
                made.conf().isEmpty() ? Optional.empty() : Optional.of(SecretMask.mask(made.conf())));
    }
}
