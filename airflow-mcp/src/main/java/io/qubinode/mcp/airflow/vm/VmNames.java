package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How machines, their volumes and images are named. */
final class VmNames {

    /** A new machine's name: what is a host name too, and a file name anywhere. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]|[A-Za-z0-9]";

    static final String RULE = "must be 1 to 63 letters, digits or dashes";

    /** A machine of any make. */
    static final String EXISTING = "[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}";

    static final String CURSOR_RULE = "must be a next_cursor of an answer before";

    static final String IMAGE = "[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}";

    static final String IMAGE_RULE = "must be the name of an image, without a folder";

    static final String SSH_KEY = "(ssh|ecdsa|sk)-[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+( [^\\r\\n]*)?";

    static final String SSH_KEY_RULE = "must be one line of an authorized_keys file";

    // kcli keeps an image under the name of the file that it downloaded.
    private static final Map<String, String> DOWNLOADS = Map.of(
            "centos(\\d+)stream", "centos-stream-genericcloud-$1",
            "fedora(\\d+)", "fedora-cloud-base-generic-$1",
            "debian(\\d+)", "debian-$1-",
            "ubuntu(\\d\\d)(\\d\\d)", "ubuntu-$1.$2-",
            "rockylinux(\\d+)", "rocky-$1-",
            "almalinux(\\d+)", "almalinux-$1-",
            "rhel(\\d+)", "rhel-$1");

    private VmNames() {}

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

    /** The volume that an image's name stands for. */
    static Optional<Volume> find(String image, List<Volume> volumes) {
        List<Volume> images = images(volumes);
        return images.stream()
                .filter(volume -> volume.name().equals(image)
                        || volume.name().equals(image + ".qcow2")
                        || volume.name().equals(image + ".img"))
                .findFirst()
                .or(() -> downloaded(image, images));
    }

    private static Optional<Volume> downloaded(String image, List<Volume> images) {
        return DOWNLOADS.entrySet().stream()
                .filter(entry -> image.matches(entry.getKey()))
                .map(entry -> image.replaceFirst(entry.getKey(), entry.getValue()))
                .flatMap(start -> images.stream()
                        .filter(volume -> volume.name().toLowerCase(Locale.ROOT).startsWith(start)))
                .findFirst();
    }

    /** The volumes that a machine can be made from. */
    static List<Volume> images(List<Volume> volumes) {
        return volumes.stream()
                .filter(volume -> !volume.name().matches(".*_\\d+\\.img|(?i).*\\.iso|.*\\.console\\.log(\\.\\d+)?"))
                .toList();
    }
}
