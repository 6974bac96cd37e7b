package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;

/**
 * A domain to be defined.
 *
 * @param name its name
 * @param memoryMib its memory
 * @param cpus its virtual CPUs
 * @param disk the name of its disk's volume
 * @param seed the name of its seed's volume
 * @param console the name of the volume that its serial console is written to
 * @param nvram the name of the volume with its UEFI variables; empty when it boots by BIOS
 * @param network the network that it is attached to; empty for the configured one
 * @param autostart whether it starts with the host
 * @param image the image that its disk starts from
 * @param user the image's login, for kcli
 * @param creation who asked for what
 */
public record MachineDefinition(
        String name,
        int memoryMib,
        int cpus,
        String disk,
        String seed,
        String console,
        Optional<String> nvram,
        Optional<String> network,
        boolean autostart,
        String image,
        Optional<String> user,
        Creation creation) {}
