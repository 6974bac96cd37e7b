package io.qubinode.mcp.airflow.machine;

/** How the volumes of machines are named, as kcli does it where it has such volumes. */
public final class VolumeNames {

    private VolumeNames() {}

    /** The name of a machine's first disk. */
    public static String disk(String machine) {
        return disk(machine, 0);
    }

    /** The name of a machine's disk, the first being number 0. */
    public static String disk(String machine, int number) {
        return machine + "_" + number + ".img";
    }

    /** The name of a machine's cloud-init seed. */
    public static String seed(String machine) {
        return machine + ".ISO";
    }

    /** The name of a machine's UEFI variables. */
    public static String nvram(String machine) {
        return machine + "_VARS.fd";
    }

    /** The name of the file that a machine's serial console is written to. */
    public static String console(String machine) {
        return machine + ".console.log";
    }

    /** Whether a volume's name is one that kcli, libvirt's snapshots or we give to a disk of this machine. */
    public static boolean isDiskOf(String machine, String volume) {
        return volume.startsWith(machine + "_") || volume.startsWith(machine + ".");
    }

    /** Whether a volume is a machine's console: virtlogd moves what is too long to a name with a number. */
    public static boolean isConsoleOf(String machine, String volume) {
        return volume.startsWith(console(machine))
                && volume.substring(console(machine).length()).matches("(\\.\\d+)?");
    }
}
