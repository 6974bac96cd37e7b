package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Snapshots of domains, kept inside their qcow2 disks, with the memory when the domain runs. Every method throws
 * {@link ToolException} as {@link Hypervisor} does, and is safe to use from any thread.
 *
 * @see <a href="https://libvirt.org/formatsnapshot.html">libvirt's snapshots</a>
 */
public interface Snapshots {

    /**
     * A snapshot.
     *
     * @param name its name
     * @param state the domain's state when it was taken; {@code disk-snapshot} when only its disks are kept
     * @param created when it was taken
     * @param parent the snapshot that it builds on
     * @param current whether the domain's disks build on it now
     * @param description what its maker wrote of it
     */
    record Snapshot(
            String name,
            String state,
            Instant created,
            Optional<String> parent,
            boolean current,
            @WrittenByOthers Optional<String> description) {}

    /** The snapshots of a domain, the oldest first. */
    List<Snapshot> of(String machine);

    Snapshot create(String machine, String name, Optional<String> description);

    /** Brings a domain back to what it was. */
    void revert(String machine, String name);

    /** Deletes one snapshot; those that build on it stay. */
    void delete(String machine, String name);
}
