package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineWatch;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Waits until a machine that runs has booted so far. libvirt tells when the machine stops and when its guest's agent comes, and
 * then it is looked at, and its agent asked. Nothing tells of a DHCP lease or of a guest that begins to answer by SSH: these are
 * looked for each second.
 */
final class MachineWait {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    // What libvirt tells may be lost with a connection.
    private static final int LOOKS_WITHOUT_EVENT = 5;
    private static final int SSH_PORT = 22;
    private static final int SSH_MILLIS = 1_000;

    /**
     * How far it has booted.
     *
     * @param addresses its IP addresses
     * @param missing what it has not reached in time
     */
    record Reached(List<String> addresses, Optional<String> missing) {}

    private final Hypervisor hypervisor;
    private final AgentAddresses agent;
    private final Duration longest;
    private final Predicate<String> answersBySsh;

    MachineWait(Hypervisor hypervisor, Guest guest, Duration longest) {
        this(hypervisor, guest, longest, MachineWait::answersBySsh);
    }

    MachineWait(Hypervisor hypervisor, Guest guest, Duration longest, Predicate<String> answersBySsh) {
        this.hypervisor = hypervisor;
        agent = new AgentAddresses(guest);
        this.longest = longest;
        this.answersBySsh = answersBySsh;
    }

    /**
     * Waits.
     *
     * @throws ToolException {@code cancelled} when the caller gives up, {@code wrong_state} when the machine stops
     */
    Reached until(String name, WaitFor goal, CallContext call, double done, double total) {
        long deadline = System.nanoTime() + longest.toNanos();
        try (MachineWatch watch = hypervisor.watch(name)) {
            List<String> addresses = List.of();
            boolean told = true;
            for (int looks = 0; ; looks++) {
                call.checkCancelled();
                boolean all = told || looks % LOOKS_WITHOUT_EVENT == 0;
                if (all || addresses.isEmpty()) {
                    addresses = addresses(name, all, deadline).orElse(addresses);
                }
                if (isReached(goal, addresses)) {
                    return new Reached(addresses, Optional.empty());
                }
                String missing = addresses.isEmpty() ? "an address" : "an answer by SSH";
                if (System.nanoTime() > deadline) {
                    return new Reached(addresses, Optional.of(missing));
                }
                call.progress(done, total, "waiting for " + missing);
                told = watch.await(BETWEEN_LOOKS);
            }
        }
    }

    /** Empty while libvirt cannot be reached, until the time is over. */
    private Optional<List<String>> addresses(String name, boolean askAgent, long deadline) {
        try {
            return Optional.of(addresses(running(name), askAgent));
        } catch (ToolException e) {
            if (!e.error().code().isTransient() || System.nanoTime() > deadline) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private MachineDetails running(String name) {
        MachineDetails machine = hypervisor.machine(name);
        if (machine.machine().state() == MachineState.SHUT_OFF) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE, "Virtual machine " + name + " has stopped.", "Look with get_vm_info.");
        }
        return machine;
    }

    private boolean isReached(WaitFor goal, List<String> addresses) {
        return switch (goal) {
            case RUNNING -> true;
            case ADDRESS -> !addresses.isEmpty();
            case SSH -> addresses.stream().anyMatch(answersBySsh);
        };
    }

    private List<String> addresses(MachineDetails machine, boolean askAgent) {
        List<String> leased = machine.interfaces().stream()
                .flatMap(network -> network.addresses().stream())
                .map(MachineWait::withoutPrefix)
                .toList();
        return leased.isEmpty() && askAgent ? agent.of(machine) : leased;
    }

    /** An address without the length of its network's prefix. */
    static String withoutPrefix(String address) {
        return address.replaceFirst("/.*", "");
    }

    private static boolean answersBySsh(String address) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, SSH_PORT), SSH_MILLIS);
            socket.setSoTimeout(SSH_MILLIS);
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }
}
