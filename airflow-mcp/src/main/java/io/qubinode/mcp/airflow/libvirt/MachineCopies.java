package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Map;

/**
 * Copies domains and gives them other names. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to
 * use from any thread.
 */
public interface MachineCopies {

    /**
     * The files of a domain.
     *
     * @param state the domain's state
     * @param disks the paths of its writable disks
     * @param cdroms the paths of what is in its CD-ROM drives
     * @param console the paths of what its serial console is written to
     * @param snapshots how many snapshots it has
     */
    record Files(MachineState state, List<String> disks, List<String> cdroms, List<String> console, int snapshots) {
        public Files {
            disks = List.copyOf(disks);
            cdroms = List.copyOf(cdroms);
            console = List.copyOf(console);
        }
    }

    Files files(String name);

    /** Copies a volume whole, without a backing image, into the same pool; this takes as long as the disk is large. */
    void copyVolume(String path, String newName);

    /**
     * Defines a copy of a domain with a name, id and hardware addresses of its own.
     *
     * @param files new paths by old ones
     */
    void defineCopy(String name, String newName, Map<String, String> files);

    /**
     * Gives a domain that is off and has no snapshots another name.
     *
     * @param files new paths by old ones
     */
    void rename(String name, String newName, Map<String, String> files);
}
