package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;

/**
 * A volume of the storage pool.
 *
 * @param name its name
 * @param format qcow2, raw, iso…
 * @param capacityBytes how large it looks to a machine
 * @param backing the name of the volume that it is a copy-on-write layer over
 */
public record Volume(String name, String format, long capacityBytes, Optional<String> backing) {}
