package io.qubinode.mcp.airflow.libvirt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/** Decides of each part of a domain's storage whether a copy of the domain can have its own. */
final class DiskCopies {

    // Their volumes are not files or devices of the host, so nothing reads them but QEMU:
    // https://libvirt.org/storage.html
    private static final Set<String> REMOTE_POOLS = Set.of("rbd", "gluster", "sheepdog", "iscsi-direct");
    private static final Set<String> COPIED = Set.of("disk", "floppy");

    private final Connect connect;
    private final Set<String> disks = new LinkedHashSet<>();
    private final List<String> shared = new ArrayList<>();
    private final List<String> cdroms = new ArrayList<>();

    DiskCopies(Connect connect) {
        this.connect = connect;
    }

    void add(Xml storage) throws LibvirtException {
        if (DomainStorage.isCdrom(storage)) {
            pathOf(storage).ifPresent(cdroms::add);
        } else if (DomainStorage.isWritable(storage)) {
            Optional<String> copied = isDisk(storage)
                    ? PoolFiles.ofDisk(connect, storage, volume -> copied(storage, volume))
                            .flatMap(path -> path)
                    : Optional.empty();
            copied.ifPresentOrElse(
                    disks::add,
                    () -> shared.add(DomainStorage.target(storage)
                            + DiskSource.of(storage)
                                    .map(source -> " (" + source + ")")
                                    .orElse("")));
        }
    }

    private Optional<String> pathOf(Xml cdrom) throws LibvirtException {
        Optional<String> path =
                cdrom.child("source").flatMap(source -> source.attribute("file").or(() -> source.attribute("dev")));
        return path.isPresent() ? path : PoolFiles.ofDisk(connect, cdrom, StorageVol::getPath);
    }

    /** A lun is a device that the guest speaks SCSI to; no file can stand for it. */
    private static boolean isDisk(Xml storage) {
        return storage.name().equals("disk")
                && COPIED.contains(storage.attribute("device").orElse("disk"));
    }

    /** The path of a volume that libvirt can copy as what its guest sees. */
    private static Optional<String> copied(Xml disk, StorageVol volume) throws LibvirtException {
        StoragePool pool = volume.storagePoolLookupByVolume();
        try {
            boolean remote = Xml.parse(pool.getXMLDesc(0))
                    .attribute("type")
                    .filter(REMOTE_POOLS::contains)
                    .isPresent();
            return remote || isDisguised(disk, volume) ? Optional.empty() : Optional.of(volume.getPath());
        } finally {
            pool.free();
        }
    }

    /** To libvirt a raw disk in which a guest has written the header of another format is of that format, with any file below. */
    private static boolean isDisguised(Xml disk, StorageVol volume) throws LibvirtException {
        String read =
                disk.child("driver").flatMap(driver -> driver.attribute("type")).orElse(PoolFiles.RAW);
        return read.equals(PoolFiles.RAW) && !PoolFiles.formatOf(volume).equals(PoolFiles.RAW);
    }

    List<String> disks() {
        return List.copyOf(disks);
    }

    List<String> shared() {
        return shared;
    }

    List<String> cdroms() {
        return cdroms;
    }
}
