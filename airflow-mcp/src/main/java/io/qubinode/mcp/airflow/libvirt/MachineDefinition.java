package io.qubinode.mcp.airflow.libvirt;

/**
 * A domain to be defined.
 *
 * @param name its name
 * @param memoryMib its memory
 * @param cpus its virtual CPUs
 * @param disk the name of its disk's volume
 * @param seed the name of its seed's volume
 * @param image the image that its disk starts from
 */
public record MachineDefinition(String name, int memoryMib, int cpus, String disk, String seed, String image) {}
