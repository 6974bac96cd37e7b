package io.qubinode.mcp.airflow.vminsight;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.argument.Descriptions;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Network;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.OfMachine;
import io.qubinode.mcp.airflow.vm.MachineFiles;
import io.qubinode.mcp.security.tool.ContentBlock;
import io.qubinode.mcp.security.tool.ImageResult;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.Verbatim;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** The tools that look into machines and at their host. */
@Singleton
public final class VmInsightTools implements ToolProvider {

    private static final String GROUP = "vm_insight";

    private final LibvirtHosts all;

    @Inject
    VmInsightTools(LibvirtHosts all) {
        this.all = all;
    }

    /** Arguments of the tools that look at one machine. */
    @Verbatim
    public record OneMachine(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name)
            implements OfMachine {

        @Override
        public OneMachine named(String exact) {
            return new OneMachine(exact);
        }
    }

    /** Arguments of {@code get_vm_console_log}. */
    @Verbatim
    public record GetConsole(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("Number of last lines to return.")
            @JsonProperty(defaultValue = "100")
            @Min(1)
            @Max(1_000)
            int tail,

            @JsonPropertyDescription(Descriptions.GREP) @Verbatim
            Optional<@Size(min = 1, max = 200) String> grep)
            implements OfMachine {

        @Override
        public GetConsole named(String exact) {
            return new GetConsole(exact, tail, grep);
        }
    }

    /**
     * The end of a serial console.
     *
     * @param lines how many lines are shown
     * @param more whether there are lines before
     */
    public record ConsoleLog(String name, @WrittenByOthers String text, int lines, boolean more) {}

    /** What a guest's agent says. */
    public record GuestInfo(
            String name,
            @WrittenByOthers Optional<String> hostName,
            @WrittenByOthers Optional<String> os,
            @WrittenByOthers Optional<String> kernel,
            Optional<String> architecture,
            @WrittenByOthers List<String> users,
            @WrittenByOthers List<FileSystem> fileSystems,
            List<GuestInterface> interfaces) {}

    /** A mounted file system. */
    public record FileSystem(String mountpoint, String type, Optional<Double> sizeGib, Optional<Integer> usedPercent) {}

    /** A network interface of a guest. */
    public record GuestInterface(String name, Optional<String> mac, List<String> addresses) {}

    /** Takes nothing. */
    public record Nothing() {}

    /** A host with what is left of it. */
    public record HostInfo(
            String name,
            String hypervisor,
            String cpuModel,
            int cpus,
            long memoryMib,
            Optional<Long> freeMemoryMib,
            long promisedMemoryMib,
            int machines,
            int runningMachines,
            List<PoolInfo> pools,
            List<String> networks) {}

    /** A storage pool. */
    public record PoolInfo(
            String name, boolean active, boolean autostart, String type, double sizeGib, double freeGib) {}

    /** All networks. */
    public record Networks(List<Network> networks, int total) {}

    /** All storage pools. */
    public record Pools(List<PoolInfo> pools, int total) {}

    /** Arguments of {@code get_vm_metrics}. */
    @Verbatim
    public record GetMetrics(
            @JsonPropertyDescription(Descriptions.VM)
            @JsonAlias("vm_name")
            @Pattern(regexp = MachineFiles.EXISTING, message = MachineFiles.EXISTING_RULE)
            String name,

            @JsonPropertyDescription("Seconds to measure.") @JsonProperty(defaultValue = "2") @Min(1) @Max(30)
            int seconds,

            @JsonPropertyDescription(
                    "Minutes of history to return, in up to 20 points. Recording starts with the first call.")
            @JsonProperty(defaultValue = "0")
            @Min(0)
            @Max(60)
            int historyMinutes)
            implements OfMachine {

        @Override
        public GetMetrics named(String exact) {
            return new GetMetrics(exact, seconds, historyMinutes);
        }
    }

    /**
     * What a machine uses.
     *
     * @param cpuPercent of all its CPUs together, 0 to 100
     * @param unknown what the hypervisor does not tell of it, or the machine does not have
     */
    public record Usage(
            String name,
            MachineState state,
            double seconds,
            Optional<Double> cpuPercent,
            Optional<Integer> cpus,
            Optional<Long> memoryMib,
            Optional<Long> memoryOnHostMib,
            Optional<Long> memoryUnusedMib,
            List<Rate> disks,
            List<Rate> interfaces,
            List<String> unknown,
            List<Point> history) {}

    /** Bytes per second in (read, received) and out (written, sent). */
    public record Rate(String name, long inPerSecond, long outPerSecond) {}

    /** What a machine used between this and the point before. */
    public record Point(String at, Optional<Double> cpuPercent, long diskPerSecond, long networkPerSecond) {}

    /**
     * What is wrong with a machine.
     *
     * @param well whether no problem was found
     * @param unchecked what could not be looked at, and why
     * @param console its last lines, when something is wrong
     */
    public record Diagnosed(
            String name,
            MachineState state,
            boolean well,
            List<Finding> findings,
            List<String> unchecked,
            @WrittenByOthers Optional<String> console) {}

    /** The screen of a machine. */
    public record Screenshot(
            String name,
            int width,
            int height,
            @WrittenByOthers ContentBlock.Image image) implements ImageResult {}

    @Override
    public List<Tool<?, ?>> tools() {
        return all.tools(host -> declared(
                new Consoles(host.guest()),
                new GuestViews(host.guest()),
                new HostViews(host.hypervisor(), host.insight()),
                new UsageViews(host.metrics(), new UsageHistory(host.metrics())),
                new Diagnosis(host.hypervisor(), host.metrics(), host.guest(), host.insight())));
    }

    private static List<Tool<?, ?>> declared(
            Consoles consoles, GuestViews guests, HostViews hosts, UsageViews usage, Diagnosis diagnosis) {
        return List.of(
                Tool.reads("diagnose_vm", GROUP)
                        .title("Diagnose a virtual machine")
                        .description(
                                "Finds what is wrong with a VM and what to try: state, boot, address, guest agent, disks, "
                                        + "network, and the host's memory and storage. Start here.")
                        .does(OneMachine.class, Diagnosed.class, (input, call) -> diagnosis.of(input.name())),
                Tool.reads("get_vm_console_log", GROUP)
                        .title("Serial console of a virtual machine")
                        .description(
                                "Returns the end of what the VM printed on its serial console since it started: boot "
                                        + "messages, kernel panics, cloud-init.")
                        .does(GetConsole.class, ConsoleLog.class, (input, call) -> consoles.log(input)),
                Tool.reads("get_guest_info", GROUP)
                        .title("Inside a virtual machine")
                        .description(
                                "Asks the guest agent for operating system, users, addresses, and how full file systems are.")
                        .does(OneMachine.class, GuestInfo.class, (input, call) -> guests.info(input.name())),
                Tool.reads("get_vm_metrics", GROUP)
                        .title("Load of a virtual machine")
                        .description("Measures the CPU and memory use and the disk and network traffic of a VM now.")
                        .does(GetMetrics.class, Usage.class, usage::measure),
                Tool.reads("vm_screenshot", GROUP)
                        .title("Screen of a virtual machine")
                        .description("Takes a picture of the VM's screen. Some VMs have no screen.")
                        .does(OneMachine.class, Screenshot.class, (input, call) -> guests.screenshot(input.name())),
                Tool.reads("get_host_info", GROUP)
                        .title("Hypervisor host")
                        .description(
                                "Shows CPUs, memory, storage pools and networks of the host, and how much is free.")
                        .does(Nothing.class, HostInfo.class, (input, call) -> hosts.info()),
                Tool.reads("list_networks", GROUP)
                        .title("List virtual networks")
                        .description("Lists the networks that VMs can be attached to.")
                        .does(Nothing.class, Networks.class, (input, call) -> hosts.networks()),
                Tool.reads("list_storage_pools", GROUP)
                        .title("List storage pools")
                        .description("Lists the pools for disks and images, and how much space is free in them.")
                        .does(Nothing.class, Pools.class, (input, call) -> hosts.pools()));
    }
}
