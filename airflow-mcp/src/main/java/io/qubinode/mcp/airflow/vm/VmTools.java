package io.qubinode.mcp.airflow.vm;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.NewMachine;
import io.qubinode.mcp.airflow.libvirt.OfMachine;
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
import java.util.stream.Stream;

/** The tools for virtual machines. */
@Singleton
public final class VmTools implements ToolProvider {

    private static final String GROUP = "vm_operations";
    // A repeat finds what it asks for; an image may come from the web.
    private static final ToolHints MAKES = new ToolHints(false, false, true, true);

    private final LibvirtHosts hosts;
    private final VirtualMachines machines;

    @Inject
    VmTools(LibvirtHosts hosts, VirtualMachines machines) {
        this.hosts = hosts;
        this.machines = machines;
    }

    /** Arguments of {@code create_vm}. */
    @Verbatim
    public record CreateVm(
            @JsonPropertyDescription(Descriptions.NEW_VM) @Pattern(regexp = VmNames.PATTERN, message = VmNames.RULE)
            String name,

            @JsonPropertyDescription("Image to clone: a kcli name such as debian13 or a volume.")
            @JsonProperty(defaultValue = "centos10stream")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String image,

            @JsonPropertyDescription(Descriptions.MEMORY)
            @JsonAlias("memory_mib")
            @JsonProperty(defaultValue = "2048")
            @Min(128)
            int memory,

            @JsonPropertyDescription(Descriptions.CPUS) @JsonProperty(defaultValue = "2") @Min(1)
            int cpus,

            @JsonPropertyDescription("Disk size in GiB.")
            @JsonAlias("disk_gib")
            @JsonProperty(defaultValue = "10")
            @Min(1)
            int diskSize,

            @JsonPropertyDescription("libvirt network. Default: the service's.")
            Optional<@Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE) String> network,

            @JsonPropertyDescription("SSH public keys that may log in, one per line.")
            @JsonAlias({"ssh_public_key", "ssh_keys"})
            Optional<String> sshKey,

            @JsonPropertyDescription("cloud-init user data, such as #cloud-config YAML.")
            Optional<String> userData,

            @JsonPropertyDescription("Names of packages that cloud-init installs, such as htop.")
            Optional<List<@Pattern(regexp = VmNames.PACKAGE, message = VmNames.PACKAGE_RULE) String>> packages,

            @JsonPropertyDescription("Words to mark the VM with, such as env=test.")
            Optional<List<@Pattern(regexp = VmNames.LABEL, message = VmNames.LABEL_RULE) String>> labels,

            @JsonPropertyDescription("true boots with UEFI, false with BIOS.")
            Optional<Boolean> uefi,

            @JsonPropertyDescription("true starts the VM with its host.")
            Optional<Boolean> autostart,

            @JsonPropertyDescription("true starts the VM now.") @JsonProperty(defaultValue = "true")
            boolean start,

            @JsonPropertyDescription("Wait until the VM is running, has an address or accepts SSH.")
            @JsonProperty(defaultValue = "running")
            WaitFor waitFor,

            @JsonPropertyDescription(Descriptions.DRY_RUN) @JsonProperty(defaultValue = "false")
            boolean dryRun)
            implements NewMachine {

        public CreateVm {
            name = Pasted.trimmed(name);
            packages = packages.map(CreateVm::trimmed);
            labels = labels.map(CreateVm::trimmed);
        }

        private static List<String> trimmed(List<String> words) {
            return words.stream().map(Pasted::trimmed).toList();
        }
    }

    /** How far a machine has booted when its creation is answered. */
    public enum WaitFor {
        RUNNING,
        ADDRESS,
        SSH
    }

    /** The machine that was made. */
    public record Created(
            String name,
            Optional<MachineState> state,
            String image,
            List<String> volumes,
            List<String> addresses,
            Optional<String> note) {

        Created reached(List<String> found, Optional<String> missing) {
            Optional<String> notes =
                    Stream.concat(note.stream(), missing.stream()).reduce((one, more) -> one + " " + more);
            return new Created(name, state, image, volumes, found, notes);
        }
    }

    /**
     * Whether a machine could be made.
     *
     * @param possible whether nothing is in its way
     * @param steps what would be done
     * @param freeMemoryMib how much is left for machines; empty on libvirt's test driver, where any size fits
     */
    public record Preflight(
            String name,
            boolean possible,
            List<Missing> missing,
            List<String> steps,
            Optional<Long> freeMemoryMib,
            long freePoolGib,
            Optional<String> note) {}

    /** What is in the way, and what to try. */
    public record Missing(String what, String next) {}

    /** Arguments of {@code delete_vm}. */
    @Verbatim
    public record DeleteVm(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("true also deletes a VM that is running or that others made.")
            Optional<Boolean> force,

            @JsonPropertyDescription("true also deletes its snapshots, which otherwise block the deletion.")
            Optional<Boolean> deleteSnapshots,

            @JsonPropertyDescription(Descriptions.DRY_RUN) @JsonProperty(defaultValue = "false")
            boolean dryRun)
            implements OfMachine {

        @Override
        public DeleteVm named(String exact) {
            return new DeleteVm(exact, force, deleteSnapshots, dryRun);
        }

        boolean isForced() {
            return force.orElse(false);
        }

        boolean snapshotsToo() {
            return deleteSnapshots.orElse(false);
        }
    }

    /**
     * What was deleted.
     *
     * @param deletedVolumes volumes that went with the machine
     * @param keptVolumes volumes that others need or libvirt did not delete, and all other storage, with its type
     */
    public record Deleted(String name, List<String> deletedVolumes, List<String> keptVolumes, Optional<String> note) {}

    /** Arguments of {@code list_vms}. */
    @Verbatim
    public record ListVms(
            @JsonPropertyDescription("List only VMs in this state.")
            Optional<MachineState> state,

            @JsonPropertyDescription(Descriptions.LIMIT) @JsonProperty(defaultValue = "50") @Min(1) @Max(500)
            int limit,

            @JsonPropertyDescription(Descriptions.CURSOR)
            Optional<@Pattern(regexp = VmNames.CURSOR, message = VmNames.CURSOR_RULE) String> cursor) {}

    /**
     * A page of machines.
     *
     * @param note which hosts are missing
     */
    public record VmList(List<ListedVm> vms, int total, Optional<String> nextCursor, Optional<String> note) {}

    /**
     * A machine in a list.
     *
     * @param reason why it is in that state, where that is not ordinary: io_error, crashed, saved…
     * @param savedState whether it continues from a saved state at its next start
     * @param host where it is; empty when there is only one, or the caller chose it
     */
    public record ListedVm(
            String name,
            MachineState state,
            Optional<String> reason,
            Optional<Boolean> savedState,
            long memoryMib,
            int cpus,
            Optional<String> image,
            Optional<String> host) {}

    /** Arguments of {@code get_vm_info}. */
    @Verbatim
    public record GetVmInfo(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String vmName)
            implements OfMachine {

        @Override
        public GetVmInfo named(String exact) {
            return new GetVmInfo(exact);
        }

        @Override
        public String name() {
            return vmName;
        }
    }

    @Override
    public List<Tool<?, ?>> tools() {
        var all = new AllMachines(hosts);
        return Stream.concat(
                        Stream.of(hosts.together(
                                host -> list(machines.at(host).views()), (input, call) -> all.list(input))),
                        hosts.tools(host -> declared(machines.at(host))).stream())
                .toList();
    }

    private static Tool<ListVms, VmList> list(MachineViews views) {
        return Tool.reads("list_vms", GROUP)
                .title("List virtual machines")
                .description("Lists VMs with state, memory and CPUs.")
                .does(ListVms.class, VmList.class, (input, call) -> views.list(input));
    }

    private static List<Tool<?, ?>> declared(VirtualMachines.OnHost host) {
        return List.of(
                Tool.reads("get_vm_info", GROUP)
                        .title("Virtual machine in detail")
                        .description("Shows one VM with its disks, addresses and uptime.")
                        .does(GetVmInfo.class, VmInfo.class, (input, call) -> host.views()
                                .info(input.vmName())),
                Tool.reads("preflight_vm_creation", "vm_insight")
                        .title("Check a creation")
                        .description(
                                "Shows what create_vm would do with these arguments, and everything that prevents it.")
                        .does(CreateVm.class, Preflight.class, (input, call) -> host.preflight()
                                .of(input)),
                Tool.changes("create_vm", GROUP, MAKES)
                        .title("Create a virtual machine")
                        .description("Creates and starts a VM. If that fails, nothing is left behind.")
                        .does(CreateVm.class, Created.class, host.creation()::create),
                Tool.changes("delete_vm", GROUP, ToolHints.DELETES)
                        .title("Delete a virtual machine")
                        .description("Deletes a VM and its disks permanently.")
                        .does(DeleteVm.class, Deleted.class, (input, call) -> host.deletion()
                                .delete(input)));
    }
}
