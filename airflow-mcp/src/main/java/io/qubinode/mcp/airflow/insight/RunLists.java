package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.AirflowInsight;
import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.RunQuery;
import io.qubinode.mcp.airflow.airflowapi.RunRecord;
import io.qubinode.mcp.airflow.insight.InsightTools.ListDagRuns;
import io.qubinode.mcp.airflow.insight.InsightTools.RunLine;
import io.qubinode.mcp.airflow.insight.InsightTools.RunList;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.SecretMask;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists runs in pages. */
final class RunLists {

    private final AirflowInsight airflow;

    RunLists(AirflowInsight airflow) {
        this.airflow = airflow;
    }

    RunList list(ListDagRuns input) {
        Instant now = Instant.now();
        int offset = Paging.offset(input.cursor());
        Page<RunRecord> page = airflow.runs(new RunQuery(
                input.dagId(),
                input.states().stream()
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .toList(),
                input.since().map(text -> Moments.of(text, now)),
                input.until().map(text -> Moments.of(text, now)),
                input.confContains(),
                input.limit(),
                offset));
        List<RunLine> shown =
                AnswerBudget.fitting(page.items().stream().map(RunLists::line).toList());
        return new RunList(shown, page.total(), Paging.next(offset, shown.size(), page.total()));
    }

    private static RunLine line(RunRecord made) {
        DagRun run = made.run();
        return new RunLine(
                run.dagId(),
                run.runId(),
                run.state(),
                run.runType(),
                run.startedAt().or(run::runAfter).map(time -> time.truncatedTo(ChronoUnit.SECONDS)),
                made.duration().map(time -> time.toMillis() / 1000.0),
                made.conf().isEmpty()
                        ? Optional.empty()
                        : Optional.of(SecretMask.mask(ToolJson.MAPPER.valueToTree(made.conf()))));
    }
}
