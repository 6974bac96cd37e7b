package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;

/**
 * A domain as a listing shows it.
 *
 * @param name its name
 * @param status its state, and why
 * @param memoryMib the most memory that it may use
 * @param cpus its virtual CPUs
 * @param image the image that kcli or we made it from
 */
public record Machine(String name, MachineStatus status, long memoryMib, int cpus, Optional<String> image) {

    public MachineState state() {
        return status.state();
    }
}
