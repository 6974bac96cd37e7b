package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.secret.ForeignText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a disk's content is.
 *
 * @param type libvirt's word for the kind of storage: {@code file}, {@code volume}, {@code block}, {@code dir}, {@code network}, {@code nvme}…
 * @param place a path, {@code pool/volume}, {@code rbd://host/pool/image}…, without what opens it
 * @see <a href="https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms">libvirt: disks</a>
 */
public record DiskSource(String type, String place) {

    private static final int LONGEST = 300;

    public DiskSource {
        place = ForeignText.shown(place, LONGEST);
    }

    @Override
    public String toString() {
        return type + " " + place;
    }

    /** Empty for a drive without a medium. */
    static Optional<DiskSource> of(Xml disk) {
        String type = disk.attribute("type").orElse("file");
        return disk.child("source").map(source -> new DiskSource(type, place(type, source)));
    }

    private static String place(String type, Xml source) {
        if (source.attribute("protocol").isPresent()) {
            return network(source);
        }
        return switch (type) {
            case "volume" -> text(source, "pool") + "/" + text(source, "volume");
            case "nvme" -> nvme(source);
            default ->
                List.of("file", "dev", "dir", "path", "name").stream()
                        .flatMap(name -> source.attribute(name).stream())
                        .findFirst()
                        .or(() -> source.child("path").map(Xml::text))
                        .orElseGet(() -> words(source));
        };
    }

    /** A query may hold a token, and user names and passwords are secrets of their own: neither is shown. */
    private static String network(Xml source) {
        String hosts = source.children("host").stream()
                .map(host -> host.attribute("socket")
                        .orElseGet(() -> text(host, "name")
                                + host.attribute("port").map(port -> ":" + port).orElse("")))
                .collect(Collectors.joining(","));
        String name = text(source, "name");
        return text(source, "protocol") + "://" + hosts + (name.isEmpty() || name.startsWith("/") ? "" : "/") + name;
    }

    private static String nvme(Xml source) {
        return source.children("address").stream().map(DiskSource::pci).collect(Collectors.joining()) + ", namespace "
                + text(source, "namespace");
    }

    private static String pci(Xml address) {
        return hex(address, "domain") + ":" + hex(address, "bus") + ":" + hex(address, "slot") + "."
                + hex(address, "function");
    }

    private static String hex(Xml address, String part) {
        return text(address, part).replaceFirst("^0x", "");
    }

    /** For kinds of storage that this does not know. */
    private static String words(Xml source) {
        return Stream.concat(Stream.of(source), source.children().stream())
                .flatMap(element -> element.attributes().entrySet().stream())
                .map(attribute -> attribute.getKey() + " " + attribute.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String text(Xml element, String attribute) {
        return element.attribute(attribute).orElse("");
    }
}
