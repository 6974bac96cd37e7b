package io.qubinode.mcp.airflow.argument;

/** What a language model reads of arguments that several tools have. */
public final class Descriptions {

    public static final String DAG = "Id of the DAG (see list_dags).";

    public static final String RUN = "Id of the DAG run.";

    public static final String NEWEST_RUN = "Id of the DAG run. Default: the newest.";

    public static final String TASK = "Id of the task.";

    public static final String VM = "Name of the VM (see list_vms).";

    public static final String NEW_VM = "Host name for the new VM: letters, digits, dashes.";

    public static final String MEMORY = "Memory in MiB.";

    public static final String CPUS = "Number of virtual CPUs.";

    public static final String GREP = "Return only lines that contain this text, ignoring case.";

    public static final String SEARCH = "Part of the name, ignoring case.";

    public static final String LIMIT = "Most entries to return.";

    public static final String CURSOR = "next_cursor of the previous page.";

    public static final String DRY_RUN = "true changes nothing and reports what would happen.";

    private Descriptions() {}
}
