package io.qubinode.mcp.airflow.airflowapi.wire;

import java.util.List;

/** Why a task instance does not start. */
public record WireObstacles(List<Dependency> dependencies) {

    public record Dependency(String name, String reason) {}

    public List<String> reasons() {
        return dependencies == null
                ? List.of()
                : dependencies.stream().map(Dependency::reason).toList();
    }
}
