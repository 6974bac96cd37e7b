package io.qubinode.mcp.airflow.snapshot;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachinePower;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.Snapshots;
import io.qubinode.mcp.airflow.libvirt.Snapshots.Snapshot;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.CreateSnapshot;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.ListSnapshots;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.OneSnapshot;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.Reverted;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotDeleted;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotList;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotMade;
import io.qubinode.mcp.security.tool.Afterwards;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Takes snapshots and goes back to them. */
final class MachineSnapshots {

    private static final DateTimeFormatter BY_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Hypervisor hypervisor;
    private final Snapshots snapshots;
    private final MachinePower power;
    private final NameClaims claims;

    MachineSnapshots(Hypervisor hypervisor, Snapshots snapshots, MachinePower power, NameClaims claims) {
        this.hypervisor = hypervisor;
        this.claims = claims;
        this.snapshots = snapshots;
        this.power = power;
    }

    SnapshotList list(ListSnapshots input) {
        List<Snapshot> all = snapshots.of(input.name());
        return new SnapshotList(input.name(), AnswerBudget.fitting(all), all.size());
    }

    SnapshotMade create(CreateSnapshot input) {
        String name = input.snapshot().orElseGet(() -> BY_TIME.format(Instant.now()));
        return new SnapshotMade(
                input.name(),
                claims.during(
                        "create_vm_snapshot",
                        hypervisor,
                        () -> {
                            power.status(input.name()).mustNotBeSaved(input.name());
                            return snapshots.create(input.name(), name, input.description());
                        },
                        input.name()));
    }

    Reverted revert(OneSnapshot input) {
        return claims.during(
                "revert_vm_snapshot",
                hypervisor,
                () -> {
                    power.status(input.name()).mustNotBeSaved(input.name());
                    snapshots.revert(input.name(), input.snapshot());
                    Optional<MachineState> after = Afterwards.read(() -> power.state(input.name()));
                    return new Reverted(
                            input.name(),
                            input.snapshot(),
                            after.orElse(MachineState.NO_STATE),
                            after.isPresent()
                                    ? Optional.empty()
                                    : Optional.of("It is reverted. " + MachinePower.STATE_UNREAD));
                },
                input.name());
    }

    SnapshotDeleted delete(OneSnapshot input) {
        return claims.during(
                "delete_vm_snapshot",
                hypervisor,
                () -> {
                    // Counted before: a count that fails afterwards would hide that the snapshot is gone.
                    long left = snapshots.of(input.name()).stream()
                            .filter(each -> !each.name().equals(input.snapshot()))
                            .count();
                    snapshots.delete(input.name(), input.snapshot());
                    return new SnapshotDeleted(input.name(), input.snapshot(), (int) left);
                },
                input.name());
    }
}
