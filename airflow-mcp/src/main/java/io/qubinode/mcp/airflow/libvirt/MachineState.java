package io.qubinode.mcp.airflow.libvirt;

/**
 * A domain's state.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState">virDomainState</a>
 */
public enum MachineState {
    NO_STATE,
    RUNNING,
    IDLE,
    PAUSED,
    SHUTTING_DOWN,
    SHUT_OFF,
    CRASHED,
    SUSPENDED
}
