package io.qubinode.mcp.airflow.libvirt;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/** Finds the volumes of files and disks. */
final class PoolFiles {

    private static final Logger LOG = Logger.getLogger(PoolFiles.class);
    private static final Set<String> NOT_THERE =
            Set.of("VIR_ERR_NO_STORAGE_POOL", "VIR_ERR_NO_STORAGE_VOL", "VIR_ERR_OPERATION_INVALID");

    // https://libvirt.org/storage.html#valid-directory-volume-format-types, without those whose content is that of the
    // disk
    private static final Set<String> LAYERED =
            Set.of("qcow2", "qcow", "qed", "vmdk", "vdi", "vpc", "cow", "bochs", "cloop", "dmg", "ploop");

    static final String RAW = "raw";

    private PoolFiles() {}

    /** What is done with a volume. */
    @FunctionalInterface
    interface Use<T> {
        T of(StorageVol volume) throws LibvirtException;
    }

    /**
     * Has a pool look for what other programs put there. libvirt refuses that while something is copied in the pool; what it
     * knows of it stays right.
     */
    static void refresh(StoragePool pool) {
        try {
            pool.refresh(0);
        } catch (LibvirtException e) {
            LOG.debug("A pool is not refreshed now", e);
        }
    }

    /** The format of a volume's content as QEMU calls it; pools have others too, such as those of partitions. */
    static String formatOf(StorageVol volume) throws LibvirtException {
        return Xml.parse(volume.getXMLDesc(0)).at("target", "format").stream()
                .flatMap(format -> format.attribute("type").stream())
                .filter(LAYERED::contains)
                .findFirst()
                .orElse(RAW);
    }

    /** A file that QEMU made is known to libvirt only after a look. */
    static StorageVol volume(Connect connect, String file) throws LibvirtException {
        try {
            return connect.storageVolLookupByPath(file);
        } catch (LibvirtException e) {
            Listed.named(
                    List.of(connect.listStoragePools()),
                    connect::storagePoolLookupByName,
                    pool -> {
                        if (Xml.parse(pool.getXMLDesc(0)).at("target", "path").stream()
                                .anyMatch(path -> file.startsWith(path.exactText() + "/"))) {
                            refresh(pool);
                        }
                    },
                    StoragePool::free);
            return connect.storageVolLookupByPath(file);
        }
    }

    /** Uses the volume of a disk; empty when libvirt knows none, whatever the disk is. */
    static <T> Optional<T> ofDisk(Connect connect, Xml disk, Use<T> use) throws LibvirtException {
        Optional<Xml> source = disk.child("source");
        if (source.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> path =
                    source.get().attribute("file").or(() -> source.get().attribute("dev"));
            Optional<String> volume = source.get().attribute("volume");
            if (path.isEmpty() && volume.isEmpty()) {
                return Optional.empty();
            }
            StorageVol found = path.isPresent()
                    ? volume(connect, path.get())
                    : inPool(connect, source.get().attribute("pool").orElse(""), volume.get());
            try {
                return Optional.of(use.of(found));
            } finally {
                found.free();
            }
        } catch (LibvirtException e) {
            if (!NOT_THERE.contains(LibvirtErrors.codeOf(e))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static StorageVol inPool(Connect connect, String name, String volume) throws LibvirtException {
        StoragePool pool = connect.storagePoolLookupByName(name);
        try {
            if (!Arrays.asList(pool.listVolumes()).contains(volume)) {
                refresh(pool);
            }
            return pool.storageVolLookupByName(volume);
        } finally {
            pool.free();
        }
    }
}
