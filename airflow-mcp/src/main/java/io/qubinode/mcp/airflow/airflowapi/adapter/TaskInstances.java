package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.DagRun;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.PastTry;
import io.qubinode.mcp.airflow.airflowapi.TaskInstance;
import io.qubinode.mcp.airflow.airflowapi.TaskQuery;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.LongAnswer;
import io.qubinode.mcp.airflow.airflowapi.wire.WireObstacles;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import io.qubinode.mcp.airflow.airflowapi.wire.WireTaskInstance;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The task instances of runs, as both generations of Airflow tell of them. */
final class TaskInstances {

    static final LongAnswer<WirePage<WireTaskInstance>> PAGE = LongAnswer.pageOf(WireTaskInstance.class);

    private static final LongAnswer<WireTaskInstance> ONE = LongAnswer.of(WireTaskInstance.class);
    private static final LongAnswer<WireObstacles> OBSTACLES = LongAnswer.of(WireObstacles.class);
    // [api] maximum_page_limit of a default Airflow
    private static final int LARGEST_PAGE = 100;

    private final AirflowClient client;
    private final AirflowCalls calls;

    TaskInstances(AirflowClient client, AirflowCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    private interface PageOf {
        InputStream from(String account, int limit, int offset);
    }

    /** @param missing what is said when there is no such run */
    Page<TaskInstance> those(TaskQuery query, Supplier<ToolException> missing) {
        return query.taskId()
                .map(task -> ofTask(query, task))
                .orElseGet(() -> pages(
                        query.limit(),
                        (account, limit, offset) -> client.taskInstances(
                                account, query.dagId(), query.runId(), query.states(), limit, offset),
                        missing));
    }

    /** Airflow asks for one that is not mapped in another way than for those that are. */
    private Page<TaskInstance> ofTask(TaskQuery query, String task) {
        Optional<TaskInstance> one = calls.find(
                        ONE, account -> client.taskInstance(account, query.dagId(), query.runId(), task))
                .map(WireTaskInstance::toTaskInstance);
        if (one.isPresent()) {
            List<TaskInstance> wanted = one.stream()
                    .filter(only -> query.states().isEmpty() || only.isIn(query.states()))
                    .toList();
            return new Page<>(wanted, wanted.size());
        }
        try {
            return pages(
                    query.limit(),
                    (account, limit, offset) -> client.mappedInstances(
                            account, query.dagId(), query.runId(), task, query.states(), limit, offset),
                    NotFoundErrors::something);
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return new Page<>(List.of(), 0);
        }
    }

    private Page<TaskInstance> pages(int most, PageOf page, Supplier<ToolException> missing) {
        var all = new ArrayList<TaskInstance>();
        int total;
        int read;
        do {
            int offset = all.size();
            int limit = Math.min(LARGEST_PAGE, most - offset);
            WirePage<WireTaskInstance> next = calls.read(PAGE, account -> page.from(account, limit, offset), missing);
            all.addAll(next.list(WireTaskInstance::toTaskInstance));
            total = next.totalEntries();
            read = next.items().size();
        } while (read > 0 && all.size() < Math.min(total, most));
        return new Page<>(all, Math.max(total, all.size()));
    }

    Optional<TaskInstance> one(String dagId, String runId, String taskId, Optional<Integer> mapIndex) {
        return calls.find(
                        ONE,
                        account -> mapIndex.isPresent()
                                ? client.mappedInstance(account, dagId, runId, taskId, mapIndex.get())
                                : client.taskInstance(account, dagId, runId, taskId))
                .map(WireTaskInstance::toTaskInstance);
    }

    List<PastTry> tries(DagRun run, TaskInstance task) {
        return calls
                .find(
                        PAGE,
                        account -> task.mapIndex().isPresent()
                                ? client.mappedTries(
                                        account,
                                        run.dagId(),
                                        run.runId(),
                                        task.taskId(),
                                        task.mapIndex().get())
                                : client.tries(account, run.dagId(), run.runId(), task.taskId()))
                .map(page -> page.list(WireTaskInstance::toPastTry))
                .orElse(List.of())
                .stream()
                .filter(one -> one.isOver() && !(task.ended() && one.number() == task.tryNumber()))
                .sorted(Comparator.comparingInt(PastTry::number))
                .toList();
    }

    List<String> obstacles(DagRun run, TaskInstance task) {
        return calls.find(
                        OBSTACLES,
                        account -> task.mapIndex().isPresent()
                                ? client.mappedObstacles(
                                        account,
                                        run.dagId(),
                                        run.runId(),
                                        task.taskId(),
                                        task.mapIndex().get())
                                : client.obstacles(account, run.dagId(), run.runId(), task.taskId()))
                .map(WireObstacles::reasons)
                .orElse(List.of());
    }
}
