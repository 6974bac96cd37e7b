package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;

/**
 * Hears what libvirt tells of one domain from when it was made until it is closed: that it is started, stopped, paused, defined
 * again; that its guest's agent comes or goes; that it reboots. What is told while a lost connection is not yet opened again is
 * missed, so that who waits must look now and then without having been told. Not for several threads.
 */
public interface MachineWatch extends AutoCloseable {

    /**
     * Waits until something is told, or was since the last wait.
     *
     * @param atMost how long
     * @return whether something was told
     * @throws ToolException {@code cancelled} when the thread is interrupted
     */
    boolean await(Duration atMost);

    @Override
    void close();
}
