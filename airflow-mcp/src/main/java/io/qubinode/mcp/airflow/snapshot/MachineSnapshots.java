package io.qubinode.mcp.airflow.snapshot;

import io.qubinode.mcp.airflow.libvirt.MachinePower;
import io.qubinode.mcp.airflow.libvirt.Snapshots;
import io.qubinode.mcp.airflow.libvirt.Snapshots.Snapshot;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.CreateSnapshot;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.ListSnapshots;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.OneSnapshot;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.Reverted;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotDeleted;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotList;
import io.qubinode.mcp.airflow.snapshot.SnapshotTools.SnapshotMade;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Takes snapshots and goes back to them. */
final class MachineSnapshots {

    private static final DateTimeFormatter BY_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Snapshots snapshots;
    private final MachinePower power;

    MachineSnapshots(Snapshots snapshots, MachinePower power) {
        this.snapshots = snapshots;
        this.power = power;
    }

    SnapshotList list(ListSnapshots input) {
        List<Snapshot> all = snapshots.of(input.name());
        return new SnapshotList(input.name(), AnswerBudget.fitting(all), all.size());
    }

    SnapshotMade create(CreateSnapshot input) {
        String name = input.snapshot().orElseGet(() -> BY_TIME.format(LocalDateTime.now()));
        return new SnapshotMade(input.name(), snapshots.create(input.name(), name, input.description()));
    }

    Reverted revert(OneSnapshot input) {
        snapshots.revert(input.name(), input.snapshot());
        return new Reverted(input.name(), input.snapshot(), power.state(input.name()));
    }

    SnapshotDeleted delete(OneSnapshot input) {
        snapshots.delete(input.name(), input.snapshot());
        return new SnapshotDeleted(
                input.name(), input.snapshot(), snapshots.of(input.name()).size());
    }
}
