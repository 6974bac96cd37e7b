package io.qubinode.mcp.airflow.libvirt;

import java.util.List;

/**
 * What a host has.
 *
 * @param imaginary whether it is libvirt's test driver, where nothing boots
 * @param cpus how many CPUs it has
 * @param memoryMib how much memory it has
 * @param committedMib how much of it running machines may use
 * @param poolFreeBytes how much the storage pool can still take
 * @param networks the names of its active networks
 */
public record HostCapacity(
        boolean imaginary, int cpus, long memoryMib, long committedMib, long poolFreeBytes, List<String> networks) {

    public HostCapacity {
        networks = List.copyOf(networks);
    }
}
