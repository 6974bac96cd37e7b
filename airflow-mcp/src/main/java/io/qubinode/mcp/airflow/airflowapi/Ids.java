package io.qubinode.mcp.airflow.airflowapi;

/** How Airflow's ids are written. What does not match is never sent, for Airflow 2 answers it with an HTML page. */
public final class Ids {

    /** DAG and task ids: {@code airflow.utils.helpers.validate_key}; not only dots, which a path would swallow. */
    public static final String DAG = "(?!\\.+$)[A-Za-z0-9_.-]{1,250}";

    public static final String DAG_RULE = "must be 1 to 250 letters, digits, dots, dashes or underscores";

    /** Part of an id. In particular no percent sign: Airflow searches by SQL LIKE. */
    public static final String PART = "[A-Za-z0-9_.-]{1,250}";

    /** Run ids: {@code [scheduler] allowed_run_id_pattern}. */
    public static final String RUN = "(?!\\.+$)[A-Za-z0-9_.~:+-]{1,250}";

    public static final String RUN_RULE = "must be 1 to 250 letters, digits or any of . _ ~ : + -";

    /** Where a page begins. */
    public static final String CURSOR = "[0-9]{1,9}";

    public static final String CURSOR_RULE = "must be a next_cursor of an answer before";

    private Ids() {}
}
