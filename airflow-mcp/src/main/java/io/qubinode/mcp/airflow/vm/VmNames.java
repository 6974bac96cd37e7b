package io.qubinode.mcp.airflow.vm;

/** How machines are named, and what else arguments look like. */
final class VmNames {

    /** A new machine's name: what is a host name too, and a file name anywhere. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]|[A-Za-z0-9]";

    static final String RULE = "must be 1 to 63 letters, digits or dashes";

    /** A machine of any make. */
    static final String EXISTING = "[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}";

    /** A machine's name, and the host's after a slash where there are several. */
    static final String CURSOR = "[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}(/[a-z0-9-]{1,32})?";

    static final String CURSOR_RULE = "must be a next_cursor of an answer before";

    static final String SSH_KEY =
            "(ssh|ecdsa|sk)-[A-Za-z0-9@.-]{1,60} [A-Za-z0-9+/=]{4,1400}( [^\\r\\n\\p{Cntrl}]{0,200})?";

    static final String SSH_KEY_RULE = "must be one line of an authorized_keys file";

    static final String NETWORK = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}";

    static final String NETWORK_RULE = "must be the name of a libvirt network";

    static final String PACKAGE = "[A-Za-z0-9][A-Za-z0-9.+:~_-]{0,99}";

    static final String PACKAGE_RULE = "must be names of packages";

    static final String LABEL = "[A-Za-z0-9][A-Za-z0-9._=/-]{0,62}";

    static final String LABEL_RULE = "must be words of letters, digits and . _ = / -";

    private VmNames() {}
}
