package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;

/** The state of a machine after something was done to it: that this cannot be read must not hide that it is done. */
public final class StateAfterwards {

    /** What is said when it cannot be read. */
    public static final String UNREAD = "Its state could not be read; get_vm_info shows it.";

    private StateAfterwards() {}

    /**
     * The state; empty when it cannot be read.
     *
     * @throws ToolException {@code cancelled} when the caller gave up
     */
    public static Optional<MachineState> of(MachinePower power, String name) {
        try {
            return Optional.of(power.state(name));
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
