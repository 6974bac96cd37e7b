package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.LabStatusSource.FailedRun;
import io.qubinode.mcp.assistant.status.LabStatusSource.TroubledMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sums everything up in one sentence. */
final class StatusSummary {

    private StatusSummary() {}

    static String of(List<Component> components, List<FailedRun> failed, int broken, List<TroubledMachine> troubled) {
        long configured = components.stream()
                .filter(part -> part.state() != State.NOT_CONFIGURED)
                .count();
        List<String> troubles = new ArrayList<>();
        name(components, State.DOWN, "down", troubles);
        name(components, State.DEGRADED, "degraded", troubles);
        name(components, State.NOT_CONFIGURED, "not configured", troubles);
        count(failed.size(), "DAGs whose newest run failed", troubles);
        count(broken, "DAG files that cannot be read", troubles);
        count(troubled.size(), "machines in trouble", troubles);
        long up = components.stream().filter(part -> part.state() == State.UP).count();
        String first = up == configured
                ? "All " + up + " configured parts are up"
                : up + " of " + configured + " parts are up";
        return first + (troubles.isEmpty() ? "." : "; " + String.join("; ", troubles) + ".");
    }

    private static void name(List<Component> components, State state, String word, List<String> troubles) {
        String names = components.stream()
                .filter(part -> part.state() == state)
                .map(Component::name)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            troubles.add(word + ": " + names);
        }
    }

    private static void count(int number, String what, List<String> troubles) {
        if (number > 0) {
            troubles.add(what + ": " + number);
        }
    }
}
