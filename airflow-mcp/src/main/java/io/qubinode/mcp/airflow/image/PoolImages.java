package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which volumes of the pool are images, and which of them a name stands for. */
public final class PoolImages {

    // Disks and seeds of machines as kcli and we name them, installation media, and consoles.
    private static final String NO_IMAGE = ".*_\\d+\\.img|(?i).*\\.iso|.*\\.console\\.log(\\.\\d+)?";

    // kcli keeps an image under the name of the file that it downloaded, whose release an older catalogue may not know.
    private static final Map<Pattern, Function<MatchResult, String>> DOWNLOADS = Map.of(
            Pattern.compile("centos(\\d+)stream"), found -> "centos-stream-genericcloud-" + found.group(1),
            Pattern.compile("fedora(\\d+)"), found -> "fedora-cloud-base-generic-" + found.group(1),
            Pattern.compile("debian(\\d+)"), found -> "debian-" + found.group(1) + "-",
            Pattern.compile("ubuntu(\\d\\d)(\\d\\d)"), found -> "ubuntu-" + found.group(1) + "." + found.group(2) + "-",
            Pattern.compile("rockylinux(\\d+)"), found -> "rocky-" + found.group(1) + "-",
            Pattern.compile("almalinux(\\d+)"), found -> "almalinux-" + found.group(1) + "-",
            Pattern.compile("rhel(\\d+)"), found -> "rhel-" + found.group(1));

    private PoolImages() {}

    /** The volumes that a machine can be made from. */
    public static List<Volume> of(List<Volume> volumes) {
        return volumes.stream()
                .filter(volume -> !volume.name().matches(NO_IMAGE))
                .toList();
    }

    /** The volume that an image's name stands for. */
    public static Optional<Volume> find(String given, List<Volume> volumes) {
        List<Volume> images = of(volumes);
        String image = Pasted.meant(given, images.stream().map(Volume::name).toList());
        return images.stream()
                .filter(volume -> volume.name().equals(image)
                        || volume.name().equals(image + ".qcow2")
                        || volume.name().equals(image + ".img"))
                .findFirst()
                .or(() -> downloaded(image, images));
    }

    private static Optional<Volume> downloaded(String image, List<Volume> images) {
        return DOWNLOADS.entrySet().stream()
                .flatMap(
                        entry -> Optional.of(entry.getKey().matcher(image))
                                .filter(Matcher::matches)
                                .map(entry.getValue()::apply)
                                .stream())
                .flatMap(start -> images.stream()
                        .filter(volume -> volume.name().toLowerCase(Locale.ROOT).startsWith(start)))
                .findFirst();
    }
}
