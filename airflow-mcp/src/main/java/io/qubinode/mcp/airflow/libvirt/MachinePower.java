package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Switches running domains. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to use from any
 * thread.
 */
public interface MachinePower {

    /** What is said after a deed when the state cannot be read. */
    String STATE_UNREAD = "Its state could not be read; get_vm_info shows it.";

    MachineState state(String name);

    /** Its state, and why. */
    MachineStatus status(String name);

    /** Wakes a guest that sleeps. */
    void wake(String name);

    /** Forgets the memory that a domain would continue with at its next start. */
    void discardSavedState(String name);

    /** Asks the guest to shut down, by its agent or else by the power button, and does not wait until it has. */
    void shutdown(String name);

    /**
     * What waits, however long it takes, until libvirt has ended asking the guest of a domain: where an agent does not answer,
     * that takes it up to a minute after {@link #shutdown} or {@link #reboot} has returned.
     *
     * @return empty when libvirt asks it nothing
     */
    Optional<Runnable> asking(String name);

    /**
     * Asks the guest to reboot and waits until it does, told by libvirt's events.
     *
     * @param atMost how long
     * @param cancelled whether to give up; looked at every few seconds
     * @return whether it has rebooted; false too when it has stopped instead, or when its reboot was missed with a lost connection
     */
    boolean reboot(String name, Duration atMost, BooleanSupplier cancelled);

    /** Presses the reset button: the guest is not asked. */
    void reset(String name);

    /** Stops its CPUs; it keeps its memory. */
    void suspend(String name);

    /** Lets its CPUs continue. */
    void resume(String name);

    /**
     * Waits until a domain is in a state, told by libvirt's events.
     *
     * @param atMost how long
     * @param cancelled whether to give up; looked at every few seconds
     * @return the state that it is in at the end, the wanted one or not
     */
    MachineState await(String name, MachineState wanted, Duration atMost, BooleanSupplier cancelled);
}
