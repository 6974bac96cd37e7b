package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
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
                    DomainStatus.of(connect, domain),
                    DomainXml.memoryMib(xml),
                    DomainXml.cpus(xml),
                    running ? Optional.of(live(domain)) : Optional.empty(),
                    disks(connect, domain, xml));
        }));
    }

    private static Live live(Domain domain) throws LibvirtException {
        var info = domain.getInfo();
        return new Live(info.memory / 1024, info.maxMem / 1024, info.nrVirtCpu, domain.getMaxVcpus());
    }

    private static List<DiskSize> disks(Connect connect, Domain domain, Xml xml) throws LibvirtException {
        var disks = new ArrayList<DiskSize>();
        for (Xml disk : xml.devices("disk")) {
            if (DomainStorage.isWritable(disk)) {
                DiskSpace.of(connect, domain, disk)
                        .ifPresent(space -> disks.add(new DiskSize(DomainStorage.target(disk), space.capacity())));
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
            } else if (PoolFiles.ofDisk(connect, diskOf(domain, target), volume -> resized(volume, bytes))
                    .isEmpty()) {
                throw new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Disk " + target + " is in no storage pool of the host, so it cannot be made larger while the"
                                + " machine is off.",
                        "Start the machine and call again, or let an operator make it larger.");
            }
            return null;
        }));
    }

    private static boolean resized(StorageVol volume, long bytes) throws LibvirtException {
        volume.resize(bytes, 0);
        return true;
    }

    private static Xml diskOf(Domain domain, String target) throws LibvirtException {
        return Xml.parse(domain.getXMLDesc(NEXT_START)).devices("disk").stream()
                .filter(disk -> DomainStorage.target(disk).equals(target))
                .findFirst()
                .orElseThrow(() -> new ToolException(
                        ErrorCode.NOT_FOUND, "There is no disk " + target + " any more.", "Look with get_vm_info."));
    }
}
