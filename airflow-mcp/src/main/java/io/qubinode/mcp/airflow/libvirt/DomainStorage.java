package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a domain keeps its data in: its disks first, then folders of the host, persistent memory and SCSI devices. */
final class DomainStorage {

    private static final Set<String> PERSISTENT_MEMORY = Set.of("nvdimm", "virtio-pmem");

    private DomainStorage() {}

    /** The pool of the settings, by its name and its folder. */
    record Pool(String name, String path) {}

    static List<Xml> of(Xml domain) {
        return Stream.of(
                        domain.devices("disk").stream(),
                        domain.devices("filesystem").stream(),
                        domain.devices("memory").stream().filter(memory -> memory.attribute("model")
                                .filter(PERSISTENT_MEMORY::contains)
                                .isPresent()),
                        domain.devices("hostdev").stream().filter(device -> device.attribute("type")
                                .filter(type -> type.startsWith("scsi"))
                                .isPresent()))
                .flatMap(devices -> devices)
                .toList();
    }

    /** Whether the guest can write to it. An empty drive has nothing to be written to. */
    static boolean isWritable(Xml storage) {
        return !isCdrom(storage)
                && storage.child("source").isPresent()
                && storage.children("readonly").isEmpty()
                && storage.at("target", "readonly").isEmpty();
    }

    static boolean isCdrom(Xml storage) {
        return storage.attribute("device").filter("cdrom"::equals).isPresent();
    }

    /** Its name inside the guest, or what it is. */
    static String target(Xml storage) {
        return storage.child("target")
                .flatMap(target -> target.attribute("dev").or(() -> target.attribute("dir")))
                .or(() -> storage.attribute("model"))
                .or(() -> storage.attribute("mode"))
                .orElse("");
    }

    /** As it is shown, its sizes still unknown. */
    static Disk shown(Xml storage, Pool pool) {
        Optional<Xml> source = storage.child("source");
        Optional<String> path = source.flatMap(file -> file.attribute("file").or(() -> file.attribute("dev")));
        Optional<String> volume = source.flatMap(in -> in.attribute("volume"));
        boolean inPool = path.filter(file -> file.equals(pool.path() + "/" + DomainXml.nameOf(file)))
                        .isPresent()
                || volume.isPresent()
                        && source.flatMap(in -> in.attribute("pool"))
                                .filter(pool.name()::equals)
                                .isPresent();
        return new Disk(
                target(storage),
                kind(storage),
                DiskSource.of(storage),
                source.flatMap(file -> file.attribute("file"))
                        .or(() -> path.filter(device -> inPool))
                        .map(DomainXml::nameOf)
                        .or(() -> volume),
                inPool,
                isWritable(storage) && storage.children("shareable").isEmpty(),
                Optional.empty(),
                Optional.empty());
    }

    /** libvirt's word: disk, cdrom, floppy, lun; of what is not a disk the name of its element. */
    private static String kind(Xml storage) {
        return storage.name().equals("disk") ? storage.attribute("device").orElse("disk") : storage.name();
    }
}
