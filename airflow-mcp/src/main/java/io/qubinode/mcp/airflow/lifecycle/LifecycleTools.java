package io.qubinode.mcp.airflow.lifecycle;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.OfMachine;
import io.qubinode.mcp.airflow.machine.MachineChanges;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.tool.Pasted;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.Verbatim;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;

/** The tools that change existing machines. */
@Singleton
public final class LifecycleTools implements ToolProvider {

    private static final String GROUP = "vm_lifecycle";
    // Changes what is running, and a repeat may change it again.
    private static final ToolHints INTERRUPTS = new ToolHints(false, true, false, false);
    private static final ToolHints SETS = new ToolHints(false, true, true, false);

    private final LibvirtHosts hosts;

    private final MachineChanges changes;

    @Inject
    LifecycleTools(LibvirtHosts hosts, MachineChanges changes) {
        this.hosts = hosts;
        this.changes = changes;
    }

    /** Arguments of {@code vm_power}. */
    @Verbatim
    public record VmPower(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription(
                    "What to do: shutdown and reboot ask the guest and wait for it; reset loses unsaved data, "
                            + "like the reset button; force_off is like pulling the plug; discard_saved_state makes the "
                            + "next start boot instead of continuing.")
            PowerAction action,

            @JsonPropertyDescription("Seconds to wait for a shutdown or reboot to finish.")
            @JsonProperty(defaultValue = "60")
            @Min(0)
            @Max(600)
            int waitSeconds,

            @JsonPropertyDescription(
                    "Seconds after which a shutdown that has not finished becomes a force_off; wait_seconds does not count then. "
                            + "Default: never.")
            Optional<@Min(1) @Max(600) Integer> forceAfterSeconds)
            implements OfMachine {

        @Override
        public VmPower named(String exact) {
            return new VmPower(exact, action, waitSeconds, forceAfterSeconds);
        }
    }

    /** What a machine's state was and is. */
    public record PowerResult(
            String name, MachineState before, MachineState state, boolean forced, Optional<String> note) {}

    /** Arguments of {@code resize_vm}. */
    @Verbatim
    public record ResizeVm(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("New memory in MiB. Default: unchanged.") @JsonAlias("memory_mib")
            Optional<@Min(128) @Max(1_048_576) Integer> memory,

            @JsonPropertyDescription("New number of virtual CPUs. Default: unchanged.")
            Optional<@Min(1) @Max(256) Integer> cpus,

            @JsonPropertyDescription("New disk size in GiB; a disk can only grow. Default: unchanged.")
            @JsonAlias("disk_gib")
            Optional<@Min(1) @Max(16_384) Integer> diskSize,

            @JsonPropertyDescription("Disk to resize, such as vda. Default: the first.")
            Optional<@Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE) String> disk)
            implements OfMachine {

        public ResizeVm {
            disk = disk.map(Pasted::trimmed);
        }

        @Override
        public ResizeVm named(String exact) {
            return new ResizeVm(exact, memory, cpus, diskSize, disk);
        }
    }

    /** What was changed, and whether a restart is needed for it. */
    public record Resized(String name, List<Change> changes, boolean restartNeeded, Optional<String> note) {}

    /**
     * One change.
     *
     * @param what memory_mib, cpus or the disk's target with gib
     * @param applies now or at_next_start
     */
    public record Change(String what, long from, long to, Applies applies) {}

    /** When a change shows. */
    public enum Applies {
        NOW,
        AT_NEXT_START
    }

    /** Arguments of {@code clone_vm}. */
    @Verbatim
    public record CloneVm(
            @JsonPropertyDescription("Name of the VM to copy (see list_vms).")
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription(Descriptions.NEW_VM)
            @Pattern(regexp = MachineFiles.NEW, message = MachineFiles.NEW_RULE)
            String newName,

            @JsonPropertyDescription("true starts the new VM.") @JsonProperty(defaultValue = "false")
            boolean start)
            implements OfMachine {

        public CloneVm {
            newName = Pasted.trimmed(newName);
        }

        @Override
        public CloneVm named(String exact) {
            return new CloneVm(exact, newName, start);
        }
    }

    /** The copy that was made. */
    public record Cloned(String name, String from, MachineState state, List<String> volumes, Optional<String> note) {}

    /** Arguments of {@code rename_vm}. */
    @Verbatim
    public record RenameVm(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("New name and host name of the VM: letters, digits, dashes.")
            @Pattern(regexp = MachineFiles.NEW, message = MachineFiles.NEW_RULE)
            String newName)
            implements OfMachine {

        public RenameVm {
            newName = Pasted.trimmed(newName);
        }

        @Override
        public RenameVm named(String exact) {
            return new RenameVm(exact, newName);
        }
    }

    /** The machine under its new name. */
    public record Renamed(String name, String before, List<String> volumes, Optional<String> note) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return hosts.tools(host -> declared(
                new PowerSwitch(
                        host.hypervisor(), host.power(), changes.at(host).claims()),
                new Resizing(host.hypervisor(), host.sizes(), changes.at(host).claims()),
                new Cloning(host.hypervisor(), host.copies(), changes.at(host)),
                new Renaming(host.hypervisor(), host.copies(), changes.at(host))));
    }

    private static List<Tool<?, ?>> declared(PowerSwitch power, Resizing resizing, Cloning cloning, Renaming renaming) {
        return List.of(
                Tool.changes("vm_power", GROUP, INTERRUPTS)
                        .title("Start, stop, pause a virtual machine")
                        .description("Starts, stops, pauses, resumes or resets a VM.")
                        .does(VmPower.class, PowerResult.class, power::apply),
                Tool.changes("resize_vm", GROUP, SETS)
                        .title("Resize a virtual machine")
                        .description(
                                "Changes memory, CPUs or a disk's size, immediately where the running VM supports it. The "
                                        + "answer says what needs a restart; nothing is restarted.")
                        .does(ResizeVm.class, Resized.class, (input, call) -> resizing.resize(input)),
                Tool.changes("clone_vm", GROUP, ToolHints.ADDS)
                        .title("Copy a virtual machine")
                        .description("Makes a full copy of a VM that is shut off, with its own disks, its own hardware "
                                + "addresses and, by cloud-init, its own host name. For many VMs from one image use "
                                + "create_vm, which shares the image instead of copying it.")
                        .does(CloneVm.class, Cloned.class, cloning::copy),
                Tool.changes("rename_vm", GROUP, INTERRUPTS)
                        .title("Rename a virtual machine")
                        .description(
                                "Renames a VM that is shut off and has no snapshots. Its disks keep their names; its "
                                        + "cloud-init seed and its console file get new ones.")
                        .does(RenameVm.class, Renamed.class, (input, call) -> renaming.rename(input)));
    }
}
