package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/** Changes what domains have by libvirt. */
final class LibvirtSizes implements MachineSizes {

    /** virDomainXMLFlags: the whole definition of the next start. */
    static final int NEXT_START = 1 | 2;

    private static final int LIVE = 1;

    private final LibvirtConnection connection;

    LibvirtSizes(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public Sizes of(String name) {
        return connection.read(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(NEXT_START));
            boolean running = domain.isActive() == 1;
            return new Sizes(
                    running,
                    kibOf(xml) / 1024,
                    cpusOf(xml),
                    running ? Optional.of(live(domain)) : Optional.empty(),
                    disks(domain, xml));
        }));
    }

    private static long kibOf(Xml xml) {
        // libvirt writes KiB whatever was read.
        return Long.parseLong(xml.children("memory").getFirst().text());
    }

    private static int cpusOf(Xml xml) {
        Xml vcpu = xml.children("vcpu").getFirst();
        return Integer.parseInt(vcpu.attribute("current").orElseGet(vcpu::text));
    }

    private static Live live(Domain domain) throws LibvirtException {
        var info = domain.getInfo();
        return new Live(info.memory / 1024, info.maxMem / 1024, info.nrVirtCpu, domain.getMaxVcpus());
    }

    private static List<DiskSize> disks(Domain domain, Xml xml) throws LibvirtException {
        var disks = new ArrayList<DiskSize>();
        for (Xml disk : xml.all("disk")) {
            boolean writable = disk.attribute("device").orElse("disk").equals("disk")
                    && disk.children("readonly").isEmpty();
            String target = disk.children("target").getFirst().attribute("dev").orElse("");
            if (writable && !disk.children("source").isEmpty()) {
                disks.add(new DiskSize(target, domain.blockInfo(target).getCapacity()));
            }
        }
        return disks;
    }

    @Override
    public void setForNextStart(String name, Optional<Integer> memoryMib, Optional<Integer> cpus) {
        connection.call(Domains.named(name, (connect, domain) -> {
            Xml xml = Xml.parse(domain.getXMLDesc(NEXT_START));
            memoryMib.ifPresent(mib -> DomainEdit.memory(xml, mib));
            cpus.ifPresent(count -> DomainEdit.cpus(xml, count));
            return connect.domainDefineXML(xml.toString()).free();
        }));
    }

    @Override
    public void setMemoryNow(String name, long mib) {
        connection.call(Domains.named(name, (connect, domain) -> {
            domain.setMemory(mib * 1024);
            return null;
        }));
    }

    @Override
    public void setCpusNow(String name, int cpus) {
        connection.call(Domains.named(name, (connect, domain) -> {
            domain.setVcpusFlags(cpus, LIVE);
            return null;
        }));
    }

    @Override
    public void growDisk(String name, String target, long bytes) {
        connection.call(Domains.named(name, (connect, domain) -> {
            if (domain.isActive() == 1) {
                domain.blockResize(target, bytes, Domain.BlockResizeFlags.BYTES);
            } else {
                StorageVol volume = connect.storageVolLookupByPath(fileOf(domain, target));
                try {
                    volume.resize(bytes, 0);
                } finally {
                    volume.free();
                }
            }
            return null;
        }));
    }

    private static String fileOf(Domain domain, String target) throws LibvirtException {
        return Xml.parse(domain.getXMLDesc(NEXT_START)).all("disk").stream()
                .filter(disk -> disk.children("target")
                        .getFirst()
                        .attribute("dev")
                        .filter(target::equals)
                        .isPresent())
                .flatMap(disk -> disk.children("source").stream())
                .flatMap(source -> source.attribute("file").stream())
                .findFirst()
                .orElseThrow(() -> new ToolException(
                        ErrorCode.WRONG_STATE, "Disk " + target + " is no file.", "An operator must make it larger."));
    }
}
