package io.qubinode.mcp.airflow.vminsight;

import static io.qubinode.mcp.airflow.vminsight.Finding.problem;
import static io.qubinode.mcp.airflow.vminsight.Finding.warning;

import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Host;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Network;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Pool;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wrong, by what is known. The most telling comes first. */
final class DiagnosisRules {

    private static final int FULL_PERCENT = 95;
    private static final long LITTLE_MEMORY_MIB = 256;
    private static final double LITTLE_SPACE = 0.03;

    private DiagnosisRules() {}

    static List<Finding> apply(Facts facts) {
        var findings = new ArrayList<Finding>();
        state(facts).ifPresent(findings::add);
        facts.console().stream()
                .flatMap(lines -> ConsoleSigns.in(lines).stream())
                .forEach(findings::add);
        facts.machine().disks().stream()
                .filter(disk -> !facts.machine().isSimulated())
                .flatMap(DiagnosisRules::disk)
                .forEach(findings::add);
        facts.agent().stream().flatMap(DiagnosisRules::full).forEach(findings::add);
        facts.machine().interfaces().stream()
                .flatMap(one -> network(one, facts))
                .forEach(findings::add);
        agent(facts).ifPresent(findings::add);
        promised(facts).ifPresent(findings::add);
        facts.host().flatMap(DiagnosisRules::memory).ifPresent(findings::add);
        facts.pools().stream().flatMap(DiagnosisRules::space).forEach(findings::add);
        return findings;
    }

    private static Optional<Finding> state(Facts facts) {
        MachineStatus status = facts.machine().machine().status();
        String reason = status.reason().orElse("");
        return switch (status.state()) {
            case CRASHED ->
                Optional.of(problem(
                        "The machine has crashed.",
                        "Look at its console, then use vm_power reset, or force_off and start."));
            case PAUSED -> Optional.of(paused(reason));
            case SHUT_OFF -> Optional.of(off(status.saved() ? "saved" : reason));
            case SUSPENDED -> Optional.of(problem("The guest sleeps.", "Use vm_power resume, which wakes it."));
            case NO_STATE, RUNNING, IDLE, SHUTTING_DOWN -> Optional.empty();
        };
    }

    private static Finding paused(String reason) {
        return switch (reason) {
            case "io_error" ->
                problem(
                        "The machine is paused by an error of its disk, most often because the host's storage is full.",
                        "Make room in the storage pool, then vm_power resume.");
            case "watchdog" ->
                problem(
                        "The machine is paused by its watchdog, because the guest hung.",
                        "Look at its console, then use vm_power reset.");
            case "crashed" ->
                problem(
                        "The machine is paused because the guest crashed.",
                        "Look at its console, then use vm_power reset.");
            default -> problem("The machine is paused.", "Use vm_power resume.");
        };
    }

    private static Finding off(String reason) {
        return switch (reason) {
            case "crashed" ->
                problem("The machine is off: its QEMU crashed.", "Start it by vm_power; libvirtd's log says why.");
            case "failed" ->
                problem("The machine is off: its last start failed.", "Start it by vm_power, which says why it fails.");
            case "saved" ->
                problem(
                        "The machine is off, and its memory is saved.",
                        "Use vm_power start: it continues where it was. To boot it instead, discard_saved_state first.");
            default -> problem("The machine is shut off.", "Start it by vm_power.");
        };
    }

    /** Only files and volumes have a size that the host must know. */
    private static Stream<Finding> disk(Disk disk) {
        boolean missing = disk.volume().isPresent() && disk.capacityBytes().isEmpty();
        return missing
                ? Stream.of(problem(
                        "Volume " + disk.volume().get() + " of " + disk.target() + " cannot be read; it may be gone.",
                        "An operator must bring it back, or detach it."))
                : Stream.empty();
    }

    private static Stream<Finding> full(AgentReport agent) {
        return agent.fileSystems().stream()
                .filter(system -> Units.usedPercent(system)
                        .filter(percent -> percent >= FULL_PERCENT)
                        .isPresent())
                .map(system -> problem(
                        "The file system " + system.mountpoint() + " in the guest is "
                                + Units.usedPercent(system).orElseThrow() + " % full.",
                        "Free space in the guest, or make the disk larger by resize_vm."));
    }

    private static Stream<Finding> network(Interface one, Facts facts) {
        Optional<Network> network = one.network().flatMap(name -> facts.networks().stream()
                .filter(known -> known.name().equals(name))
                .findFirst());
        if (network.filter(known -> !known.active()).isPresent()) {
            return Stream.of(problem(
                    "Network " + network.get().name() + " is not active.",
                    "An operator must start it: virsh net-start "
                            + network.get().name() + "."));
        }
        boolean expected =
                network.filter(known -> !known.dhcpRanges().isEmpty()).isPresent();
        boolean running = facts.machine().machine().state() == MachineState.RUNNING;
        boolean agentKnows = facts.agent().stream()
                .flatMap(agent -> agent.interfaces().stream())
                .anyMatch(
                        guest -> guest.mac().filter(one.mac()::equalsIgnoreCase).isPresent()
                                && guest.addresses().stream().anyMatch(address -> !address.startsWith("fe80")));
        return running && expected && one.addresses().isEmpty() && !agentKnows
                ? Stream.of(problem(
                        "The machine has no address on network " + network.get().name() + ".",
                        "It may still be booting: look at get_vm_console_log and diagnose again in a minute."))
                : Stream.empty();
    }

    private static Optional<Finding> agent(Facts facts) {
        if (facts.machine().machine().state() != MachineState.RUNNING
                || facts.agent().isPresent()
                || facts.machine().isSimulated()) {
            return Optional.empty();
        }
        return Optional.of(
                facts.machine().agentChannel()
                        ? warning(
                                "No guest agent answers, so little is known about the guest.",
                                "Install and start qemu-guest-agent in the guest.")
                        : warning(
                                "The machine has no channel for a guest agent, so little is known about the guest.",
                                "An operator can add one; machines made by create_vm have one."));
    }

    private static Optional<Finding> memory(Host host) {
        return host.freeMemoryMib()
                .filter(free -> free < LITTLE_MEMORY_MIB)
                .map(free -> warning(
                        "The host has " + free + " MiB of free memory left.",
                        "Shut down or shrink machines that are not needed."));
    }

    /** As much as all running machines may use; a host that runs out of memory kills one of them. */
    private static Optional<Finding> promised(Facts facts) {
        long own = facts.machine().machine().memoryMib();
        boolean off = facts.machine().machine().state() == MachineState.SHUT_OFF;
        return facts.capacity().filter(host -> !host.imaginary()).flatMap(host -> {
            long promised = host.committedMib() + (off ? own : 0);
            return promised <= host.memoryMib()
                    ? Optional.empty()
                    : Optional.of(problem(
                            "The host has " + host.memoryMib() + " MiB of memory, and " + promised
                                    + " are promised to " + (off ? "this and the running machines" : "running machines")
                                    + ", " + own + " of them to this one.",
                            "Give machines less memory by resize_vm, or shut some down, before the host kills one."));
        });
    }

    private static Stream<Finding> space(Pool pool) {
        if (!pool.active()) {
            return Stream.of(warning(
                    "Storage pool " + pool.name() + " is not active.",
                    "An operator must start it when disks are there: virsh pool-start " + pool.name() + "."));
        }
        return pool.capacityBytes() > 0 && pool.freeBytes() < pool.capacityBytes() * LITTLE_SPACE
                ? Stream.of(warning(
                        "Storage pool " + pool.name() + " has " + Units.gib(pool.freeBytes()) + " GiB left.",
                        "Delete machines, snapshots or images that are not needed."))
                : Stream.empty();
    }
}
