package io.qubinode.mcp.airflow.dagtool;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of the tools that DAGs are. */
final class DagToolNames {

    // https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names, as far as every model API takes
    // it
    private static final int LONGEST = 64;

    private DagToolNames() {}

    /** The tool of each DAG; two that would have the same name get a number of their own. */
    static Map<String, String> of(List<String> dagIds) {
        Map<String, List<String>> byName = dagIds.stream()
                .sorted()
                .collect(Collectors.groupingBy(DagToolNames::simple, TreeMap::new, Collectors.toList()));
        var names = new TreeMap<String, String>();
        byName.forEach((name, ids) -> ids.forEach(id -> names.put(id, ids.size() == 1 ? name : distinct(name, id))));
        return names;
    }

    private static String simple(String dagId) {
        String name = "dag_" + dagId.replaceAll("[^A-Za-z0-9_]", "_");
        return name.length() <= LONGEST ? name : distinct(name, dagId);
    }

    private static String distinct(String name, String dagId) {
        String mark = "_" + Integer.toHexString(dagId.hashCode());
        return name.substring(0, Math.min(name.length(), LONGEST - mark.length())) + mark;
    }
}
