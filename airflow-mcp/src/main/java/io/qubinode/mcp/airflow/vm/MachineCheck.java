package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.MachineDefinition;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether the machine that libvirt made is the one that was asked for. */
final class MachineCheck {

    private MachineCheck() {}

    /** Throws {@code backend_refused} that names what is otherwise. */
    static void verify(MachineDefinition asked, boolean started, MachineDetails made) {
        var wrong = new ArrayList<String>();
        MachineState state = started ? MachineState.RUNNING : MachineState.SHUT_OFF;
        compare(wrong, "state", state, made.machine().state());
        compare(wrong, "memory", (long) asked.memoryMib(), made.machine().memoryMib());
        compare(wrong, "cpus", asked.cpus(), made.machine().cpus());
        compare(wrong, "autostart", asked.autostart(), made.autostart());
        List<String> volumes = made.disks().stream()
                .map(Disk::volume)
                .flatMap(Optional::stream)
                .toList();
        compare(wrong, "volumes", List.of(asked.disk(), asked.seed()), volumes);
        asked.network()
                .ifPresent(network -> compare(
                        wrong,
                        "network",
                        List.of(network),
                        made.interfaces().stream()
                                .map(Interface::network)
                                .flatMap(Optional::stream)
                                .toList()));
        if (!wrong.isEmpty()) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "libvirt created a machine that differs from the request: " + String.join("; ", wrong) + ".",
                    "An operator can look at libvirtd's log and at QEMU's log of the machine.");
        }
    }

    private static <T> void compare(List<String> wrong, String what, T asked, T made) {
        if (!asked.equals(made)) {
            wrong.add(what + " is " + made + " instead of " + asked);
        }
    }
}
