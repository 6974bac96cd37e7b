package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import java.util.Optional;

/**
 * What a host has, read once for all checks of an operation, so that they agree with each other.
 *
 * @param capacity what new machines can be made of
 * @param machines all domains, in the order of their names
 * @param volumes those of the pool, in the order of their names
 */
public record HostSnapshot(HostCapacity capacity, List<Machine> machines, List<Volume> volumes) {

    public HostSnapshot {
        machines = List.copyOf(machines);
        volumes = List.copyOf(volumes);
    }

    /** The machine of a name. */
    public Optional<Machine> machine(String name) {
        return machines.stream().filter(machine -> machine.name().equals(name)).findFirst();
    }
}
