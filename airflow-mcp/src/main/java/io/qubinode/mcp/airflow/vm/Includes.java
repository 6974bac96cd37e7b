package io.qubinode.mcp.airflow.vm;

/** What becomes of user-data that makes cloud-init fetch more from elsewhere: {@code airflow.machines.user_data.includes}. */
public enum Includes {
    /** Nobody sees what comes from there, and it may be something else at the next boot. */
    REFUSE,
    /** It is passed on. */
    ALLOW
}
