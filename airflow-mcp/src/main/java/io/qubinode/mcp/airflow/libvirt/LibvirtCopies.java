package io.qubinode.mcp.airflow.libvirt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    LibvirtCopies(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public Files files(String name) {
        return connection.read(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
            return new Files(
                    MachineState.values()[domain.getInfo().state.ordinal()],
                    sources(
                            xml,
                            disk -> !isCdrom(disk) && disk.children("readonly").isEmpty()),
                    sources(xml, LibvirtCopies::isCdrom),
                    ConsoleFiles.of(xml),
                    domain.snapshotNum());
        }));
    }

    private static boolean isCdrom(Xml disk) {
        return disk.attribute("device").filter("cdrom"::equals).isPresent();
    }

    private static List<String> sources(Xml xml, Predicate<Xml> which) {
        return xml.all("disk").stream()
                .filter(which)
                .flatMap(disk -> disk.children("source").stream())
                .flatMap(source -> Stream.of("file", "dev").flatMap(kind -> source.attribute(kind).stream()))
                .toList();
    }

    @Override
    public void copyVolume(String path, String newName) {
        connection.callLong(LONGEST, connect -> {
            StorageVol from = connect.storageVolLookupByPath(path);
            try {
                StoragePool pool = from.storagePoolLookupByVolume();
                try {
                    return pool.storageVolCreateXMLFrom(likeness(from, newName), from, 0)
                            .free();
                } finally {
                    pool.free();
                }
            } finally {
                from.free();
            }
        });
    }

    private static String likeness(StorageVol from, String name) throws LibvirtException {
        Xml xml = Xml.parse(from.getXMLDesc(0));
        Xml copy = Xml.root("volume");
        copy.add("name").text(name);
        copy.add("capacity").with("unit", "bytes").text(from.getInfo().capacity);
        copy.add("allocation").text(0);
        copy.add("target")
                .add("format")
                .with(
                        "type",
                        xml.first("format")
                                .flatMap(format -> format.attribute("type"))
                                .orElse("raw"));
        return copy.toString();
    }

    @Override
    public void defineCopy(String name, String newName, Map<String, String> files) {
        connection.call(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
            DomainEdit.copy(xml, newName, files);
            return connect.domainDefineXML(xml.toString()).free();
        }));
    }

    @Override
    public void rename(String name, String newName, Map<String, String> files) {
        connection.call(connect -> {
            // Asked for the sake of its error, which names the nearest.
            Domains.lookup(connect, name).free();
            rename(connect, name, newName);
            Domain domain = connect.domainLookupByName(newName);
            try {
                Xml xml = Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START));
                DomainEdit.files(xml, file -> files.getOrDefault(file, file));
                return connect.domainDefineXML(xml.toString()).free();
            } catch (LibvirtException e) {
                rename(connect, newName, name);
                throw e;
            } finally {
                domain.free();
            }
        });
    }

    private static void rename(OpenConnect connect, String from, String to) {
        DomainPointer domain = Libvirt.INSTANCE.virDomainLookupByName(connect.pointer(), from);
        if (domain == null) {
            throw LibvirtErrors.ofLastCall();
        }
        try {
            if (UnboundLibvirt.INSTANCE.virDomainRename(domain, to, 0) < 0) {
                throw LibvirtErrors.ofLastCall();
            }
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }
}
