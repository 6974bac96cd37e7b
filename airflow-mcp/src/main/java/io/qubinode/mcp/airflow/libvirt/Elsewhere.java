package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;

/** The hypervisors beside one: a machine is made on that one only when none of the others has its name. Safe to use from any thread. */
@FunctionalInterface
public interface Elsewhere {

    /**
     * Looks for a name on the other hosts. To be called while the name is claimed, or another call may make it there meanwhile.
     *
     * @return a sentence that names the hosts that could not be asked
     * @throws ToolException {@code already_exists} when another host has a machine of this name, or what a host answered that had
     *     one when it last listed its machines
     */
    Optional<String> mustNotHave(String machine);
}
