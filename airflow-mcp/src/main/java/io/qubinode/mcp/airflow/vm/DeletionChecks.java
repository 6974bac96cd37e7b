package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Creation;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineOrigin;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.vm.VmTools.DeleteVm;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.Wildcards;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides whether a machine may be deleted by this call. */
final class DeletionChecks {

    private final List<String> names;
    private final List<String> labels;

    DeletionChecks(MachineConfig config) {
        names = config.protectedNames().orElse(List.of());
        labels = config.protectedLabels().orElse(List.of());
    }

    /**
     * Throws {@code denied} for a protected machine, {@code wrong_state} when something was not said.
     *
     * @return in a dry run, what is still to be said
     */
    Optional<String> check(DeleteVm input, MachineDetails machine, MachineOrigin origin) {
        String name = machine.machine().name();
        List<String> own = origin.creation().map(Creation::labels).orElse(List.of());
        if (matches(names, name) || own.stream().anyMatch(label -> matches(labels, label))) {
            throw new ToolException(
                    ErrorCode.DENIED,
                    "Virtual machine " + name + " is protected by this service's configuration.",
                    "Only an operator can delete it, with libvirt's own tools.");
        }
        var reasons = new ArrayList<String>();
        var hints = new ArrayList<String>();
        if (!input.isForced() && machine.machine().state() != MachineState.SHUT_OFF) {
            reasons.add("it is " + machine.machine().state().name().toLowerCase(Locale.ROOT));
            hints.add("force: true");
        }
        if (!input.isForced() && machine.machine().status().saved()) {
            reasons.add("its memory is saved, and it would continue from there");
            hints.add("force: true");
        }
        if (!input.isForced() && !origin.ofKcli() && origin.creation().isEmpty()) {
            reasons.add("neither this service nor kcli made it");
            hints.add("force: true");
        }
        if (!input.snapshotsToo() && !origin.snapshots().isEmpty()) {
            reasons.add("it has snapshots (" + String.join(", ", origin.snapshots()) + ")");
            hints.add("delete_snapshots: true");
        }
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        String why = String.join("; ", reasons) + ".";
        String pass = hints.stream().distinct().collect(Collectors.joining(" and ")) + ".";
        if (input.dryRun()) {
            return Optional.of(Character.toUpperCase(why.charAt(0)) + why.substring(1) + " To delete it, pass " + pass);
        }
        throw new ToolException(
                ErrorCode.WRONG_STATE,
                "Virtual machine " + name + " is not deleted: " + why,
                "To delete it anyway, pass " + pass);
    }

    private static boolean matches(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Wildcards.fit(pattern, text));
    }
}
