package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.libvirt.HostInsight;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Diagnosed;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what can be known of a machine that does not do what it should. */
final class Diagnosis {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int CONSOLE_BYTES = 32 << 10;
    private static final int CONSOLE_LINES = 15;
    private static final int CONSOLE_CHARACTERS = 2_000;

    private final Hypervisor hypervisor;
    private final MachineMetrics metrics;
    private final Guest guest;
    private final HostInsight insight;

    Diagnosis(Hypervisor hypervisor, MachineMetrics metrics, Guest guest, HostInsight insight) {
        this.hypervisor = hypervisor;
        this.metrics = metrics;
        this.guest = guest;
        this.insight = insight;
    }

    Diagnosed of(String name) {
        MachineDetails machine = hypervisor.machine(name);
        boolean real = !machine.isSimulated();
        boolean running = real && machine.machine().state() == MachineState.RUNNING;
        var unchecked = new ArrayList<String>();
        if (!real) {
            unchecked.add("A simulated machine has no guest, no console and nothing on its disks.");
        }
        var facts = new Facts(
                machine,
                known(unchecked, () -> metrics.of(name)),
                running ? known(unchecked, () -> guest.agent(name, PATIENCE)) : Optional.empty(),
                real ? known(unchecked, () -> ConsoleText.lines(guest.console(name, CONSOLE_BYTES))) : Optional.empty(),
                known(unchecked, insight::host),
                known(unchecked, hypervisor::capacity),
                known(unchecked, insight::networks).orElse(List.of()),
                known(unchecked, insight::pools).orElse(List.of()));
        List<Finding> findings = DiagnosisRules.apply(facts);
        return new Diagnosed(
                name,
                machine.machine().state(),
                findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.PROBLEM),
                findings,
                unchecked,
                findings.isEmpty() ? Optional.empty() : facts.console().map(Diagnosis::end));
    }

    private static String end(List<String> lines) {
        return String.join("\n", Consoles.end(lines, CONSOLE_LINES, CONSOLE_CHARACTERS));
    }

    /** What one part does not tell must not hide the rest; a hypervisor that does not answer at all does. */
    private static <T> Optional<T> known(List<String> unchecked, Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.BACKEND_UNAVAILABLE) {
                throw e;
            }
            unchecked.add(e.error().message());
            return Optional.empty();
        }
    }
}
