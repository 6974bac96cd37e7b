package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.DagTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the tasks of a DAG and what comes after each, those first that nothing comes before. */
final class TaskGraph {

    private TaskGraph() {}

    /** One line for each task: {@code extract "Extract it" (mapped, 2 retries) -> load, report}. */
    static String text(List<DagTask> tasks) {
        return inOrder(tasks).stream().map(TaskGraph::line).collect(Collectors.joining("\n"));
    }

    /** As https://mermaid.js.org/syntax/flowchart.html; ids that hold more than letters are quoted labels. */
    static String mermaid(List<DagTask> tasks) {
        List<DagTask> ordered = inOrder(tasks);
        List<String> ids = ordered.stream().map(DagTask::taskId).toList();
        var lines = new ArrayList<String>();
        lines.add("graph LR");
        for (int i = 0; i < ids.size(); i++) {
            lines.add("  t" + i + "[\"" + ids.get(i) + "\"]");
        }
        for (DagTask task : ordered) {
            task.downstream().stream()
                    .sorted()
                    .map(ids::indexOf)
                    .filter(next -> next >= 0)
                    .forEach(next -> lines.add("  t" + ids.indexOf(task.taskId()) + " --> t" + next));
        }
        return String.join("\n", lines);
    }

    private static String line(DagTask task) {
        var traits = new ArrayList<String>();
        if (task.mapped()) {
            traits.add("mapped");
        }
        if (task.retries() > 0) {
            traits.add(task.retries() == 1 ? "1 retry" : task.retries() + " retries");
        }
        if (!task.triggerRule().equals("all_success")) {
            traits.add(task.triggerRule());
        }
        String name = task.taskId()
                + task.displayName()
                        .map(shown -> " \"" + shown.replaceAll("\\s+", " ") + "\"")
                        .orElse("")
                + (traits.isEmpty() ? "" : " (" + String.join(", ", traits) + ")");
        return task.downstream().isEmpty()
                ? name
                : name + " -> " + task.downstream().stream().sorted().collect(Collectors.joining(", "));
    }

    private static List<DagTask> inOrder(List<DagTask> tasks) {
        var ordered = new ArrayList<DagTask>();
        var left = new ArrayList<>(tasks);
        while (!left.isEmpty()) {
            Set<String> waiting =
                    left.stream().flatMap(task -> task.downstream().stream()).collect(Collectors.toSet());
            List<DagTask> free = left.stream()
                    .filter(task -> !waiting.contains(task.taskId()))
                    .toList();
            // A DAG has no cycles; were there one, its tasks come last.
            List<DagTask> next = free.isEmpty() ? List.copyOf(left) : free;
            ordered.addAll(next);
            left.removeAll(next);
        }
        return ordered;
    }
}
