package io.qubinode.mcp.airflow.lifecycle;

/** What can be done with a machine's power. */
public enum PowerAction {
    START,
    SHUTDOWN,
    REBOOT,
    SUSPEND,
    RESUME,
    RESET,
    FORCE_OFF,
    DISCARD_SAVED_STATE
}
