package io.qubinode.mcp.airflow.vm;

/** How machines and their volumes are named. */
final class VmNames {

    /** A new machine's name: what is a host name too, and a file name anywhere. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]|[A-Za-z0-9]";

    static final String RULE = "must be 1 to 63 letters, digits or dashes";

    /** A machine of any make. */
    static final String EXISTING = "[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}";

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

    /** Whether a volume's name is one that kcli, libvirt's snapshots or we give to a disk of this machine. */
    static boolean isDiskOf(String machine, String volume) {
        return volume.startsWith(machine + "_") || volume.startsWith(machine + ".");
    }

    /** The name of a machine's disk, as kcli names it. */
    static String disk(String machine) {
        return machine + "_0.img";
    }

    /** The name of a machine's cloud-init seed, as kcli names it. */
    static String seed(String machine) {
        return machine + ".ISO";
    }

    /** The name of the file that a machine's serial console is written to. */
    static String console(String machine) {
        return machine + ".console.log";
    }

    /** Whether a volume is a machine's console: virtlogd moves what is too long to a name with a number. */
    static boolean isConsoleOf(String machine, String volume) {
        return volume.startsWith(console(machine))
                && volume.substring(console(machine).length()).matches("(\\.\\d+)?");
    }
}
