package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineCopies;
import io.qubinode.mcp.airflow.machine.ChangeJournal;
import io.qubinode.mcp.airflow.machine.HostChanges;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.RenameEnd;
import io.qubinode.mcp.airflow.machine.Rollback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What changes the machines of one host, put together without a container. */
final class Changes {

    final NameClaims claims = new NameClaims();
    final Path folder;
    final ChangeJournal journal;
    final Rollback rollback;
    final HostChanges ofHost;

    Changes(Hypervisor hypervisor, MachineCopies copies, Path folder) {
        this(hypervisor, copies, folder, Duration.ofMillis(1));
    }

    Changes(Hypervisor hypervisor, MachineCopies copies, Path folder, Duration watch) {
        this.folder = folder.resolve("journal");
        journal = new ChangeJournal(this.folder);
        var renames = new RenameEnd(hypervisor, copies);
        rollback = new Rollback(hypervisor, renames, journal, claims, watch, Duration.ofMillis(50));
        ofHost = new HostChanges(claims, machine -> Optional.empty(), journal, rollback, renames);
    }
}
