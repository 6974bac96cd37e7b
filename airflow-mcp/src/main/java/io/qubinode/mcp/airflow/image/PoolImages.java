package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which volumes of the pool are images, and which of them a name stands for. */
public final class PoolImages {

    // Disks and seeds of machines as kcli and we name them, installation media, and consoles.
    private static final String NO_IMAGE = ".*_\\d+\\.img|(?i).*\\.iso|.*\\.console\\.log(\\.\\d+)?";

    // kcli keeps an image under the name of the file that it downloaded, whose release an older catalogue may not know.
    private static final Map<String, String> DOWNLOADS = Map.of(
            "centos(\\d+)stream", "centos-stream-genericcloud-$1",
            "fedora(\\d+)", "fedora-cloud-base-generic-$1",
            "debian(\\d+)", "debian-$1-",
            "ubuntu(\\d\\d)(\\d\\d)", "ubuntu-$1.$2-",
            "rockylinux(\\d+)", "rocky-$1-",
            "almalinux(\\d+)", "almalinux-$1-",
            "rhel(\\d+)", "rhel-$1");

    private PoolImages() {}

    /** The volumes that a machine can be made from. */
    public static List<Volume> of(List<Volume> volumes) {
        return volumes.stream()
                .filter(volume -> !volume.name().matches(NO_IMAGE))
                .toList();
    }

    /** The volume that an image's name stands for. */
    public static Optional<Volume> find(String image, List<Volume> volumes) {
        List<Volume> images = of(volumes);
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
}
