package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Pasted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What the features need of libvirt: domains, and the volumes of one storage pool. Every method blocks until libvirt has
 * answered or its time-out is over, and throws {@link ToolException}: {@code not_found}, {@code already_exists},
 * {@code wrong_state}, {@code backend_unavailable}, {@code backend_timeout} or {@code backend_refused}. Safe to use from any
 * thread.
 */
public interface Hypervisor {

    /** Its name and versions, such as {@code QEMU 7.2.11, libvirt 9.0.0}. */
    String version();

    /** What new machines can be made of. */
    HostCapacity capacity();

    /** All domains, in the order of their names. */
    List<Machine> machines();

    /** The name of the machine that a caller means: blanks around it were pasted with it, unless a machine is named so. */
    default String meant(String given) {
        return Pasted.trimmed(given).equals(given)
                ? given
                : Pasted.meant(given, machines().stream().map(Machine::name).toList());
    }

    /** All that the checks of an operation need to know of the host, read once. */
    HostSnapshot snapshot();

    /** One domain. */
    MachineDetails machine(String name);

    /** Begins to hear what is told of a domain, whether there is one or not. To be closed. */
    MachineWatch watch(String name);

    /** The volumes of the pool as they are now, in the order of their names. */
    List<Volume> volumes();

    /**
     * Makes a copy-on-write volume.
     *
     * @param name its name
     * @param image the volume that it starts from; empty for an empty one
     * @param gib its size in GiB
     */
    void createDisk(String name, Optional<Volume> image, int gib);

    /** Makes a volume with this content. */
    void createVolume(String name, byte[] content);

    /**
     * Makes a volume of a file's content, or none.
     *
     * @param name its name
     * @param content the file
     * @param progress is told how many bytes are there
     */
    void uploadVolume(String name, Path content, LongConsumer progress);

    /** The first bytes of a volume, at most so many. */
    byte[] readVolume(String name, int limit);

    /** Deletes a volume. */
    void deleteVolume(String name);

    /** Defines a domain; it is not started. */
    void define(MachineDefinition machine);

    /** Where a domain comes from. */
    MachineOrigin origin(String name);

    /** The names of all volumes and files that domains need, their backing images with them, without one domain. */
    Set<String> neededByOthers(String machine);

    /** Starts a domain; under software emulation when the host's KVM turns out not to work. */
    void start(String name);

    /** Switches a domain off at once; nothing when it is off. */
    void stop(String name);

    /** Removes a domain's definition, with its snapshots' metadata, saved state, NVRAM and TPM state. */
    void undefine(String name);

    /**
     * Whether a change that failed may still be made, because libvirt works on it although nobody waits for it any more.
     *
     * @param failure what the change ended in
     */
    boolean mayStillHappen(ToolException failure);

    /**
     * Waits until libvirt has come to an end with a change that it had not made in time, however long that takes.
     *
     * @param timeout the {@code backend_timeout} or {@code cancelled} that the change ended in
     * @return whether the change was made
     */
    boolean settled(ToolException timeout);
}
