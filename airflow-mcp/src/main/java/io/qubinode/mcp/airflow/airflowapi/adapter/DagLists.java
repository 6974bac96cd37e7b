package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.Dag;
import io.qubinode.mcp.airflow.airflowapi.DagQuery;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.airflowapi.wire.AirflowClient;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDag;
import io.qubinode.mcp.airflow.airflowapi.wire.WireDagRun;
import io.qubinode.mcp.airflow.airflowapi.wire.WirePage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Lists of DAGs, with what other calls tell of each: its newest run and the timezone of its schedule. */
final class DagLists {

    private final AirflowClient client;
    private final AirflowCalls calls;
    private final String newestFirst;
    private final boolean searchesByPattern;
    private final DagZones zones;

    /** @param searchesByPattern whether Airflow searches both ids and display names */
    DagLists(AirflowClient client, AirflowCalls calls, String newestFirst, boolean searchesByPattern) {
        this.client = client;
        this.calls = calls;
        this.newestFirst = newestFirst;
        this.searchesByPattern = searchesByPattern;
        zones = new DagZones(client, calls);
    }

    Page<Dag> dags(DagQuery query) {
        Page<WireDag> page = query.search()
                .map(text -> ClientSidePaging.of(found(text, query), query.limit(), query.offset()))
                .orElseGet(() -> page(null, null, query, query.limit(), query.offset()));
        Map<String, WireDagRun> newest =
                newestRuns(page.items().stream().map(WireDag::dagId).toList());
        Map<String, String> zoneOf = zones.of(page.items());
        return page.map(dag ->
                dag.toDag(Optional.ofNullable(zoneOf.get(dag.dagId())), Optional.ofNullable(newest.get(dag.dagId()))));
    }

    /** The ids of all DAGs, at most 1,000, for suggestions. */
    List<String> ids() {
        var all = new DagQuery(Optional.empty(), List.of(), Optional.empty(), 0, 0);
        Page<WireDag> first = page(null, null, all, ClientSidePaging.PAGE, 0);
        var ids =
                new ArrayList<String>(first.items().stream().map(WireDag::dagId).toList());
        while (ids.size() < Math.min(1_000, first.total())) {
            List<WireDag> next =
                    page(null, null, all, ClientSidePaging.PAGE, ids.size()).items();
            if (next.isEmpty()) {
                break;
            }
            next.forEach(dag -> ids.add(dag.dagId()));
        }
        return ids;
    }

    private List<WireDag> found(String text, DagQuery query) {
        var found = new TreeMap<String, WireDag>();
        if (searchesByPattern) {
            String pattern = SearchPattern.of(text);
            add(found, pattern, null, text, query);
            add(found, null, pattern, text, query);
        } else {
            add(found, null, null, text, query);
        }
        return List.copyOf(found.values());
    }

    private void add(Map<String, WireDag> found, String id, String name, String text, DagQuery query) {
        ClientSidePaging.all(
                        offset -> page(id, name, query, ClientSidePaging.PAGE, offset),
                        dag -> dag.toDag(Optional.empty(), Optional.empty()).holds(text))
                .forEach(dag -> found.put(dag.dagId(), dag));
    }

    private Page<WireDag> page(String id, String name, DagQuery query, int limit, int offset) {
        WirePage<WireDag> page = calls.read(
                account -> client.dags(
                        account, id, name, query.tags(), query.paused().orElse(null), limit, offset, "dag_id"),
                NotFoundErrors::api);
        return page.map(dag -> dag);
    }

    /** One call for the newest runs of all, and one for each DAG whose runs are all older than those. A DAG may be gone meanwhile. */
    private Map<String, WireDagRun> newestRuns(List<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        var newest = calls.read(
                AirflowRest.RUNS,
                account -> client.runsOf(account, new AirflowClient.RunsQuery(ids, newestFirst, ClientSidePaging.PAGE)),
                NotFoundErrors::api);
        var runOf = new HashMap<String, WireDagRun>();
        newest.items().forEach(run -> runOf.putIfAbsent(run.dagId(), run));
        if (newest.totalEntries() > newest.items().size()) {
            ids.stream().filter(id -> !runOf.containsKey(id)).forEach(id -> calls.find(
                            AirflowRest.RUNS, account -> client.newestRuns(account, id, newestFirst, 1))
                    .flatMap(runs -> runs.items().stream().findFirst())
                    .ifPresent(run -> runOf.put(id, run)));
        }
        return runOf;
    }
}
