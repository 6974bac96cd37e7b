package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** On which of several hypervisors a machine is, or is to be. */
final class HostChoice {

    private final List<LibvirtHost> hosts;

    HostChoice(List<LibvirtHost> hosts) {
        this.hosts = hosts;
    }

    private record Room(LibvirtHost host, long freeMib) {}

    /** What was seen of the hosts: the machines of a name, all names, and who did not answer. */
    private final class Look {

        private final List<LibvirtHost> holders = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<ToolException> silent = new ArrayList<>();

        Look(String machine) {
            for (LibvirtHost host : hosts) {
                try {
                    List<String> there = host.hypervisor().machines().stream()
                            .map(Machine::name)
                            .toList();
                    names.addAll(there);
                    if (there.contains(machine)) {
                        holders.add(host);
                    }
                } catch (ToolException e) {
                    silent.add(e);
                }
            }
        }
    }

    /**
     * Where a machine is.
     *
     * @return the host's name
     * @throws ToolException {@code not_found}, {@code invalid_argument} when several hosts have one of that name, or what a host
     *     answered that may have it
     */
    String of(String machine) {
        var look = new Look(machine);
        if (look.holders.size() == 1) {
            return look.holders.getFirst().name();
        }
        if (look.holders.size() > 1) {
            throw ambiguous(machine, look.holders);
        }
        look.silent.stream().findFirst().ifPresent(e -> {
            throw e;
        });
        throw new ToolException(
                ErrorCode.NOT_FOUND,
                "There is no virtual machine named " + machine + " on any host.",
                Suggestions.hint(machine, look.names, "list_vms shows those there are."));
    }

    private static ToolException ambiguous(String machine, List<LibvirtHost> holders) {
        String names = String.join(", ", holders.stream().map(LibvirtHost::name).toList());
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "There is a virtual machine named " + machine + " on each of " + names + ".",
                "Say which by host.");
    }

    /**
     * Where a new machine goes: where one of its name is, or else where the most memory is free.
     *
     * @return the host's name
     * @throws ToolException when no host answers
     */
    String forNew(NewMachine machine) {
        List<LibvirtHost> holders = new Look(machine.name()).holders;
        if (holders.size() > 1) {
            throw ambiguous(machine.name(), holders);
        }
        if (holders.size() == 1) {
            return holders.getFirst().name();
        }
        var failures = new ArrayList<ToolException>();
        return hosts.stream()
                .flatMap(host -> room(host, failures))
                .max(Comparator.comparingLong(Room::freeMib))
                .map(room -> room.host().name())
                .orElseThrow(failures::getFirst);
    }

    private static Stream<Room> room(LibvirtHost host, List<ToolException> failures) {
        try {
            HostCapacity capacity = host.hypervisor().capacity();
            return Stream.of(new Room(host, capacity.memoryMib() - capacity.committedMib()));
        } catch (ToolException e) {
            failures.add(e);
            return Stream.empty();
        }
    }
}
