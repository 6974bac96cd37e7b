package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.Bios;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.Uefi;
import io.qubinode.mcp.airflow.libvirt.MachineCopies.Firmware.UefiByName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** Copies and renames domains by libvirt. */
final class LibvirtCopies implements MachineCopies {

    private static final Duration LONGEST = Duration.ofMinutes(60);

    private final LibvirtConnection connection;
    private final LibvirtPool pool;

    LibvirtCopies(LibvirtConnection connection, LibvirtPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    @Override
    public Files files(String name) {
        return connection.read(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
            var copies = new DiskCopies(connect);
            for (Xml storage : DomainStorage.of(xml)) {
                copies.add(storage);
            }
            return new Files(
                    domain.getUUIDString(),
                    DomainStatus.of(connect, domain),
                    copies.disks(),
                    copies.shared(),
                    copies.cdroms(),
                    ConsoleFiles.of(xml),
                    firmware(connect, xml),
                    domain.snapshotNum());
        }));
    }

    private static Firmware firmware(Connect connect, Xml xml) throws LibvirtException {
        Optional<Xml> os = xml.child("os");
        Optional<String> nvram = os.flatMap(all -> all.child("nvram"))
                .flatMap(file -> file.child("source")
                        .flatMap(source -> source.attribute("file").or(() -> source.attribute("dev")))
                        .or(() -> Optional.of(file.text())))
                .filter(path -> !path.isEmpty());
        if (nvram.isPresent()) {
            return new Uefi(nvram.get(), isVolume(connect, nvram.get()));
        }
        boolean uefi = os.filter(
                        all -> all.attribute("firmware").filter("efi"::equals).isPresent()
                                || all.children("loader").stream().anyMatch(loader -> loader.attribute("type")
                                        .filter("pflash"::equals)
                                        .isPresent()))
                .isPresent();
        return uefi ? new UefiByName() : new Bios();
    }

    /** Not before the first start. */
    private static boolean isVolume(Connect connect, String path) throws LibvirtException {
        try {
            PoolFiles.volume(connect, path).free();
            return true;
        } catch (LibvirtException e) {
            if (LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_STORAGE_VOL")) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public long capacityBytes(String path) {
        return connection.read(connect -> {
            StorageVol volume = connect.storageVolLookupByPath(path);
            try {
                return volume.getInfo().capacity;
            } finally {
                volume.free();
            }
        });
    }

    @Override
    public String copyVolume(String path, String newName) {
        return connection.callLong(LONGEST, connect -> {
            StorageVol from = connect.storageVolLookupByPath(path);
            try {
                StoragePool into = pool.lookup(connect);
                try {
                    StorageVol copy = into.storageVolCreateXMLFrom(likeness(from, newName), from, 0);
                    try {
                        return copy.getPath();
                    } finally {
                        copy.free();
                    }
                } finally {
                    into.free();
                }
            } finally {
                from.free();
            }
        });
    }

    private static String likeness(StorageVol from, String name) throws LibvirtException {
        Xml copy = Xml.root("volume");
        copy.add("name").text(name);
        copy.add("capacity").with("unit", "bytes").text(from.getInfo().capacity);
        copy.add("allocation").text(0);
        copy.add("target").add("format").with("type", PoolFiles.formatOf(from));
        return copy.toString();
    }

    @Override
    public void defineCopy(
            String name, String newName, Map<String, String> files, Optional<String> nvram, String id, String client) {
        connection.call(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
            toPaths(connect, xml, files.keySet());
            DomainEdit.copy(xml, newName, files, nvram);
            OwnMetadata.ofCopy(xml, id, client);
            return connect.domainDefineXML(xml.toString()).free();
        }));
    }

    @Override
    public Optional<String> nameOf(String uuid) {
        return connection.read(connect -> {
            try {
                Domain domain = connect.domainLookupByUUIDString(uuid);
                try {
                    return Optional.of(domain.getName());
                } finally {
                    domain.free();
                }
            } catch (LibvirtException e) {
                if (LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_DOMAIN")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void rename(String name, String newName) {
        connection.call(connect -> {
            // Asked for the sake of its error, which names the nearest.
            Domains.lookup(connect, name).free();
            rename(connect, name, newName);
            return newName;
        });
    }

    @Override
    public void setFiles(String name, Map<String, String> files) {
        connection.call(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
            toPaths(connect, xml, files.keySet());
            DomainEdit.files(xml, files);
            return connect.domainDefineXML(xml.toString()).free();
        }));
    }

    /** Disks by pool and volume become disks by file, where these paths are theirs. */
    private static void toPaths(Connect connect, Xml domain, Set<String> paths) throws LibvirtException {
        for (Xml disk : domain.devices("disk")) {
            if (disk.attribute("type").filter("volume"::equals).isPresent()) {
                PoolFiles.ofDisk(connect, disk, StorageVol::getPath)
                        .filter(paths::contains)
                        .ifPresent(path -> DomainEdit.replace(disk, path));
            }
        }
    }

    private static void rename(OpenConnect connect, String from, String to) {
        DomainPointer domain = Libvirt.INSTANCE.virDomainLookupByName(connect.pointer(), from);
        if (domain == null) {
            throw LibvirtErrors.ofLastCall();
        }
        try {
            if (connect.unbound().virDomainRename(domain, to, 0) < 0) {
                throw LibvirtErrors.ofLastCall();
            }
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }
}
