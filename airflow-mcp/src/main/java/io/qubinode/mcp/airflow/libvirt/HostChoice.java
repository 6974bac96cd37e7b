package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** On which of several hypervisors a machine is, or is to be. Safe to use from any thread. */
final class HostChoice {

    private final List<LibvirtHost> hosts;
    private final SideBySide together;
    /** The names of its machines that each host has told last. */
    private final Map<String, Set<String>> lastNames = new ConcurrentHashMap<>();

    HostChoice(List<LibvirtHost> hosts, SideBySide together) {
        this.hosts = hosts;
        this.together = together;
    }

    /** What was seen of some hosts: those that have a machine of a name, all names, and who did not answer. */
    private final class Look {

        private final List<LibvirtHost> holders = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final Map<LibvirtHost, ToolException> silent;

        Look(String machine, List<LibvirtHost> asked) {
            HostAnswers<List<String>> answers = together.ask(asked, host -> host.hypervisor().machines().stream()
                    .map(Machine::name)
                    .toList());
            silent = answers.silent();
            answers.given().forEach((host, there) -> {
                lastNames.put(host.name(), Set.copyOf(there));
                names.addAll(there);
                if (there.contains(Pasted.meant(machine, there))) {
                    holders.add(host);
                }
            });
        }

        /** Throws what a host answered that had the machine when it last listed its own. */
        void mustNotHideOne(String machine) {
            silent.forEach((host, e) -> {
                if (lastNames.getOrDefault(host.name(), Set.of()).contains(machine)) {
                    throw ofHost(host, e);
                }
            });
        }

        Optional<String> unasked() {
            return silent.isEmpty()
                    ? Optional.empty()
                    : Optional.of("Not asked whether it has this name too, because it did not answer: "
                            + String.join(
                                    ", ",
                                    silent.keySet().stream()
                                            .map(LibvirtHost::name)
                                            .toList()) + ".");
        }
    }

    private static ToolException ofHost(LibvirtHost host, ToolException e) {
        return new ToolException(
                e.error().code(),
                "Host " + host.name() + " could not be asked. " + e.error().message(),
                e.error().hint(),
                e);
    }

    /** The hosts beside one. */
    Elsewhere elsewhere(LibvirtHost own) {
        List<LibvirtHost> others =
                hosts.stream().filter(host -> !host.name().equals(own.name())).toList();
        return machine -> {
            var look = new Look(machine, others);
            look.holders.stream().findFirst().ifPresent(holder -> {
                throw new ToolException(
                        ErrorCode.ALREADY_EXISTS,
                        "There is a virtual machine named " + machine + " already, on host " + holder.name() + ".",
                        "Choose another name, or look at it with get_vm_info.");
            });
            look.mustNotHideOne(machine);
            return look.unasked();
        };
    }

    /**
     * Where a machine is.
     *
     * @return the host's name
     * @throws ToolException {@code not_found}, {@code invalid_argument} when several hosts have one of that name, or what a host
     *     answered that may have it
     */
    String of(String machine) {
        var look = new Look(machine, hosts);
        if (look.holders.size() == 1) {
            return look.holders.getFirst().name();
        }
        if (look.holders.size() > 1) {
            throw ambiguous(machine, look.holders);
        }
        look.silent.forEach((host, e) -> {
            throw ofHost(host, e);
        });
        throw new ToolException(
                ErrorCode.NOT_FOUND,
                "There is no virtual machine named " + machine + " on any host.",
                Suggestions.hint(machine, look.names, "list_vms shows all machines."));
    }

    private static ToolException ambiguous(String machine, List<LibvirtHost> holders) {
        String names = String.join(", ", holders.stream().map(LibvirtHost::name).toList());
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "There is a virtual machine named " + machine + " on each of " + names + ".",
                "Name one in the argument host.");
    }

    /**
     * Where a new machine goes: where one of its name is, or else where the most memory is free.
     *
     * @return the host's name
     * @throws ToolException when no host answers, or one does not that had such a machine when it last answered
     */
    String forNew(NewMachine machine) {
        var look = new Look(machine.name(), hosts);
        if (look.holders.size() > 1) {
            throw ambiguous(machine.name(), look.holders);
        }
        if (look.holders.size() == 1) {
            return look.holders.getFirst().name();
        }
        look.mustNotHideOne(machine.name());
        HostAnswers<HostCapacity> capacities = together.ask(
                hosts.stream().filter(host -> !look.silent.containsKey(host)).toList(),
                host -> host.hypervisor().capacity());
        look.silent.putAll(capacities.silent());
        return capacities.given().entrySet().stream()
                .max(Comparator.comparingLong(entry -> freeMib(entry.getValue())))
                .map(entry -> entry.getKey().name())
                .orElseThrow(() -> look.silent.entrySet().stream()
                        .map(entry -> ofHost(entry.getKey(), entry.getValue()))
                        .findFirst()
                        .orElseThrow());
    }

    private static long freeMib(HostCapacity capacity) {
        return capacity.memoryMib() - capacity.committedMib();
    }
}
