package io.qubinode.mcp.airflow.airflowapi;

/**
 * What can be an id of Airflow's. Who makes a DAG, a task or a run obeys Airflow's rules, which differ by version and settings; ids that
 * are there are accepted as they are. What is refused here is what no request can name: a slash ends a part of a path, even when
 * it is encoded, and one or two dots are steps in it.
 */
public final class Ids {

    /** DAG and task ids: {@code airflow.utils.helpers.validate_key} takes letters and digits of any script. */
    public static final String DAG = "([^./\\x00-\\x1f\\x7f]|\\.[^./\\x00-\\x1f\\x7f]|\\.\\.[^/\\x00-\\x1f\\x7f])"
            + "[^/\\x00-\\x1f\\x7f]{0,249}";

    public static final String DAG_RULE =
            "must be 1 to 250 characters without slashes and control characters, and must not be . or ..";

    /** Any text that is searched for. */
    public static final String SEARCH = "[^\\x00-\\x1f\\x7f]{1,250}";

    public static final String SEARCH_RULE = "must be 1 to 250 characters without control characters";

    public static final String TAG = "[^\\x00-\\x1f\\x7f]*";

    public static final String TAG_RULE = "must not contain control characters";

    /** Run ids: {@code [scheduler] allowed_run_id_pattern} can be set, and timetables make ids of their own. */
    public static final String RUN = DAG;

    public static final String RUN_RULE = DAG_RULE;

    /** Where a page begins. */
    public static final String CURSOR = "[0-9]{1,9}";

    public static final String CURSOR_RULE = "must be the next_cursor of an earlier answer";

    private Ids() {}
}
