package io.qubinode.mcp.airflow.libvirt;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Optional;

/**
 * A domain's state.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState">virDomainState</a>
 */
public enum MachineState {
    @JsonAlias("nostate")
    NO_STATE,
    RUNNING,
    @JsonAlias("blocked")
    IDLE,
    PAUSED,
    @JsonAlias("shutdown")
    SHUTTING_DOWN,
    @JsonAlias({"shutoff", "shut off"})
    SHUT_OFF,
    CRASHED,
    @JsonAlias("pmsuspended")
    SUSPENDED;

    /** The state that libvirt's XML calls so; empty for what is not a state of a machine, as that of a snapshot of disks only. */
    static Optional<MachineState> named(String word) {
        return switch (word) {
            case "nostate" -> Optional.of(NO_STATE);
            case "running" -> Optional.of(RUNNING);
            case "blocked" -> Optional.of(IDLE);
            case "paused" -> Optional.of(PAUSED);
            case "shutdown" -> Optional.of(SHUTTING_DOWN);
            case "shutoff" -> Optional.of(SHUT_OFF);
            case "crashed" -> Optional.of(CRASHED);
            case "pmsuspended" -> Optional.of(SUSPENDED);
            default -> Optional.empty();
        };
    }
}
