package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies domains and gives them other names. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to
 * use from any thread.
 */
public interface MachineCopies {

    /**
     * The files of a domain.
     *
     * @param uuid the domain's id, which it keeps when it is renamed
     * @param status the domain's state
     * @param disks the paths of its writable disks, all of which can be copied
     * @param shared what else it can write to, which a copy would share with it: disks that are not volumes of this host, folders
     * @param cdroms the paths of what is in its CD-ROM drives
     * @param console the paths of what its serial console is written to
     * @param firmware how it boots
     * @param snapshots how many snapshots it has
     */
    record Files(
            String uuid,
            MachineStatus status,
            List<String> disks,
            List<String> shared,
            List<String> cdroms,
            List<String> console,
            Firmware firmware,
            int snapshots) {
        public Files {
            shared = List.copyOf(shared);
            disks = List.copyOf(disks);
            cdroms = List.copyOf(cdroms);
            console = List.copyOf(console);
        }
    }

    /** How a domain boots. */
    sealed interface Firmware {

        /** By BIOS, without variables. */
        record Bios() implements Firmware {}

        /** By UEFI; libvirt finds its variables by the domain's name. */
        record UefiByName() implements Firmware {}

        /**
         * By UEFI.
         *
         * @param nvram the path of its variables
         * @param copyable whether that is a volume that is there
         */
        record Uefi(String nvram, boolean copyable) implements Firmware {}
    }

    Files files(String name);

    /** How large a disk looks to its machine, in bytes. */
    long capacityBytes(String path);

    /**
     * Copies a volume of any pool whole, without a backing image, into the configured pool; this takes as long as the disk is
     * large.
     *
     * @return the copy's path
     */
    String copyVolume(String path, String newName);

    /**
     * Defines a copy of a domain with a name, id, hardware addresses, firmware variables and TPM of its own.
     *
     * @param files new paths by old ones
     * @param nvram the path of its UEFI variables, which libvirt makes at its first start where there are none
     * @param id the creation's, by which the copy is known again
     * @param client who asks for it
     */
    void defineCopy(
            String name, String newName, Map<String, String> files, Optional<String> nvram, String id, String client);

    /** The name of a domain now; empty when there is none of this id. */
    Optional<String> nameOf(String uuid);

    /** Gives a domain that is off and has no snapshots another name. Its files stay. */
    void rename(String name, String newName);

    /**
     * Puts other files in the place of those of a domain's disks and console, from its next start on.
     *
     * @param files new paths by old ones; others stay
     */
    void setFiles(String name, Map<String, String> files);
}
