package io.qubinode.mcp.airflow.snapshot;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.OfMachine;
import io.qubinode.mcp.airflow.libvirt.Snapshots.Snapshot;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.tool.Pasted;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.Verbatim;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tools for snapshots of machines. */
@Singleton
public final class SnapshotTools implements ToolProvider {

    private static final String GROUP = "vm_snapshots";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
    private static final String NAME_RULE = "must be 1 to 63 letters, digits, dots, dashes or underscores";
    private static final ToolHints OVERWRITES = new ToolHints(false, true, true, false);

    private final LibvirtHosts hosts;

    private final NameClaims claims;

    @Inject
    SnapshotTools(LibvirtHosts hosts, NameClaims claims) {
        this.hosts = hosts;
        this.claims = claims;
    }

    /** Arguments of {@code list_vm_snapshots}. */
    @Verbatim
    public record ListSnapshots(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name)
            implements OfMachine {

        @Override
        public ListSnapshots named(String exact) {
            return new ListSnapshots(exact);
        }
    }

    /** The snapshots of a machine, the oldest first. */
    public record SnapshotList(String name, List<Snapshot> snapshots, int total) {}

    /** Arguments of {@code create_vm_snapshot}. */
    @Verbatim
    public record CreateSnapshot(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("Name of the new snapshot. Default: the current time.")
            Optional<@Pattern(regexp = NAME, message = NAME_RULE) String> snapshot,

            @JsonPropertyDescription("Text that says what the snapshot is for.")
            Optional<@Size(max = 500) String> description)
            implements OfMachine {

        public CreateSnapshot {
            snapshot = snapshot.map(Pasted::trimmed);
        }

        @Override
        public CreateSnapshot named(String exact) {
            return new CreateSnapshot(exact, snapshot, description);
        }
    }

    /** Arguments of {@code revert_vm_snapshot} and {@code delete_vm_snapshot}. */
    @Verbatim
    public record OneSnapshot(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("Name of the snapshot (see list_vm_snapshots).")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String snapshot)
            implements OfMachine {

        @Override
        public OneSnapshot named(String exact) {
            return new OneSnapshot(exact, snapshot);
        }
    }

    /** The snapshot that was made. */
    public record SnapshotMade(String name, Snapshot snapshot) {}

    /** The machine after it was brought back. */
    public record Reverted(String name, String snapshot, MachineState state, Optional<String> note) {}

    /** What is left of the snapshots. */
    public record SnapshotDeleted(String name, String deleted, int left) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return hosts.tools(
                host -> declared(new MachineSnapshots(host.hypervisor(), host.snapshots(), host.power(), claims)));
    }

    private static List<Tool<?, ?>> declared(MachineSnapshots snapshots) {
        return List.of(
                Tool.reads("list_vm_snapshots", GROUP)
                        .title("List snapshots of a virtual machine")
                        .description("Lists the snapshots of a VM, oldest first, and shows which one is current.")
                        .does(ListSnapshots.class, SnapshotList.class, (input, call) -> snapshots.list(input)),
                Tool.changes("create_vm_snapshot", GROUP, ToolHints.ADDS)
                        .title("Take a snapshot of a virtual machine")
                        .description(
                                "Saves the VM's disks, and its memory if it is running, so that you can revert to them. "
                                        + "The VM pauses meanwhile.")
                        .does(CreateSnapshot.class, SnapshotMade.class, (input, call) -> snapshots.create(input)),
                Tool.changes("revert_vm_snapshot", GROUP, OVERWRITES)
                        .title("Revert a virtual machine to a snapshot")
                        .description(
                                "Returns the VM's disks, memory and settings to a snapshot. All later changes are lost.")
                        .does(OneSnapshot.class, Reverted.class, (input, call) -> snapshots.revert(input)),
                Tool.changes("delete_vm_snapshot", GROUP, ToolHints.DELETES)
                        .title("Delete a snapshot of a virtual machine")
                        .description("Deletes one snapshot. The VM and its other snapshots stay as they are.")
                        .does(OneSnapshot.class, SnapshotDeleted.class, (input, call) -> snapshots.delete(input)));
    }
}
