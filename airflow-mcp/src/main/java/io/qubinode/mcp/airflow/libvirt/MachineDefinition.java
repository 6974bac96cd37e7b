package io.qubinode.mcp.airflow.libvirt;

/**
 * A domain to be defined.
 *
 * @param name its name
 * @param memoryMib its memory
 * @param cpus its virtual CPUs
 * @param disk the name of its disk's volume
 * @param seed the name of its seed's volume
 * @param console the name of the volume that its serial console is written to
 * @param image the image that its disk starts from
 */
public record MachineDefinition(
        String name, int memoryMib, int cpus, String disk, String seed, String console, String image) {}
