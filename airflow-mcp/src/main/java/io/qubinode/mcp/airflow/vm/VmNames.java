package io.qubinode.mcp.airflow.vm;

/** How machines are named, and what else arguments look like. */
final class VmNames {

    /** A new machine's name: what is a host name too, and a file name anywhere. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]|[A-Za-z0-9]";

    static final String RULE = "must be 1 to 63 letters, digits or dashes";

    static final String CURSOR = "[^\\x00]{1,1000}";

    static final String CURSOR_RULE = "must be the next_cursor of an earlier answer";

    static final String PACKAGE = "[A-Za-z0-9][A-Za-z0-9.+:~_-]{0,99}";

    static final String PACKAGE_RULE = "must be names of packages";

    static final String LABEL = "[A-Za-z0-9][A-Za-z0-9._=/-]{0,62}";

    static final String LABEL_RULE = "must be words of letters, digits and . _ = / -";

    private VmNames() {}
}
