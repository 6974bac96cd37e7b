package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Pending;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** A hypervisor by libvirt. */
public final class LibvirtHypervisor implements Hypervisor {

    private static final int LEASES = 0;
    // Asked by health checks, which must not hang.
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);

    private final LibvirtConnection connection;
    private final LibvirtPool pool;
    private final LibvirtDomains domains;
    private final SharedReading<List<Machine>> machines;

    LibvirtHypervisor(LibvirtConfig config, LibvirtConnection connection, LibvirtPool pool) {
        this.connection = connection;
        this.pool = pool;
        domains = new LibvirtDomains(config, connection, pool);
        var images = new ImageNames();
        var list = new MachineList(images);
        machines = new SharedReading<>(() -> connection.read(list::read));
        connection.events().onRedefinition(images::forget);
    }

    @Override
    public String version() {
        return connection.read(
                HEALTH_TIMEOUT,
                connect -> connect.getType() + " " + dotted(connect.getVersion()) + ", libvirt "
                        + dotted(connect.getLibVersion()));
    }

    /** libvirt packs a version as 1,000,000 × major + 1,000 × minor + release. */
    private static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }

    @Override
    public HostCapacity capacity() {
        return capacity(machines());
    }

    private HostCapacity capacity(List<Machine> all) {
        long free = pool.freeBytes();
        long committed = all.stream()
                .filter(machine -> machine.state() != MachineState.SHUT_OFF)
                .mapToLong(Machine::memoryMib)
                .sum();
        return connection.read(connect -> {
            var node = connect.nodeInfo();
            return new HostCapacity(
                    LibvirtDomains.isImaginary(connect),
                    node.cpus,
                    node.memory / 1024,
                    committed,
                    free,
                    List.of(connect.listNetworks()));
        });
    }

    @Override
    public HostSnapshot snapshot() {
        List<Machine> all = machines();
        return new HostSnapshot(capacity(all), all, volumes());
    }

    @Override
    public List<Machine> machines() {
        return machines.get();
    }

    @Override
    public MachineDetails machine(String name) {
        DomainStorage.Pool place = pool.place();
        return connection.read(connect -> {
            Domain domain = Domains.lookup(connect, name);
            try {
                Xml xml = Xml.parse(domain.getXMLDesc(0));
                Machine machine =
                        MachineList.machine(connect, domain, DomainXml.kcli(xml).flatMap(KcliMetadata::image));
                return new MachineDetails(
                        machine,
                        xml.attribute("type").orElse(""),
                        LibvirtDomains.isImaginary(connect)
                                ? Optional.empty()
                                : Optional.of(Math.round(domain.getInfo().cpuTime / 1e8) / 10.0),
                        domain.isActive() == 1 ? LocalQemu.startOf(connection.uri(), name) : Optional.empty(),
                        domain.getAutostart(),
                        DomainStatus.startsOnce(connect, domain),
                        disks(connect, domain, xml, place),
                        withAddresses(domain, DomainXml.interfaces(xml)),
                        DomainXml.kcli(xml),
                        pending(domain, machine),
                        DomainXml.hasAgentChannel(xml));
            } finally {
                domain.free();
            }
        });
    }

    private static Optional<Pending> pending(Domain domain, Machine now) throws LibvirtException {
        if (domain.isActive() != 1 || domain.isPersistent() != 1) {
            return Optional.empty();
        }
        Xml next = Xml.parse(domain.getXMLDesc(LibvirtDomains.INACTIVE));
        var pending = new Pending(
                Optional.of(DomainXml.memoryMib(next)).filter(mib -> mib != now.memoryMib()),
                Optional.of(DomainXml.cpus(next)).filter(cpus -> cpus != now.cpus()));
        return pending.memoryMib().isPresent() || pending.cpus().isPresent() ? Optional.of(pending) : Optional.empty();
    }

    private static List<Disk> disks(Connect connect, Domain domain, Xml xml, DomainStorage.Pool pool)
            throws LibvirtException {
        var disks = new ArrayList<Disk>();
        for (Xml storage : DomainStorage.of(xml)) {
            Disk disk = DomainStorage.shown(storage, pool);
            disks.add(DiskSpace.of(connect, domain, storage)
                    .map(space -> disk.withSizes(space.capacity(), space.allocation()))
                    .orElse(disk));
        }
        return disks;
    }

    private static List<Interface> withAddresses(Domain domain, List<Interface> interfaces) throws LibvirtException {
        if (domain.isActive() != 1) {
            return interfaces;
        }
        try {
            var leases = domain.interfaceAddresses(LEASES, 0);
            return interfaces.stream()
                    .map(known -> new Interface(
                            known.mac(),
                            known.network(),
                            leases.stream()
                                    .filter(lease -> known.mac().equalsIgnoreCase(lease.hwAddr))
                                    .flatMap(lease -> lease.addrs.stream())
                                    .map(found -> found.address.getHostAddress() + "/" + found.prefixLength)
                                    .toList()))
                    .toList();
        } catch (LibvirtException e) {
            // An interface outside libvirt's own networks has no lease.
            return interfaces;
        }
    }

    @Override
    public MachineWatch watch(String name) {
        return connection.events().watch(name);
    }

    @Override
    public List<Volume> volumes() {
        return pool.volumes();
    }

    @Override
    public void createDisk(String name, Optional<Volume> image, int gib) {
        pool.createDisk(name, image, gib);
    }

    @Override
    public void createVolume(String name, byte[] content) {
        pool.createVolume(name, content);
    }

    @Override
    public void deleteVolume(String name) {
        pool.delete(name);
    }

    @Override
    public void uploadVolume(String name, Path content, LongConsumer progress) {
        pool.upload(name, content, progress);
    }

    @Override
    public byte[] readVolume(String name, int limit) {
        return pool.read(name, limit);
    }

    @Override
    public void define(MachineDefinition machine) {
        domains.define(machine);
    }

    @Override
    public MachineOrigin origin(String name) {
        return domains.origin(name);
    }

    @Override
    public Set<String> neededByOthers(String machine) {
        return domains.neededByOthers(machine);
    }

    @Override
    public void start(String name) {
        domains.start(name);
    }

    @Override
    public void stop(String name) {
        domains.stop(name);
    }

    @Override
    public void undefine(String name) {
        domains.undefine(name);
    }

    @Override
    public boolean mayStillHappen(ToolException failure) {
        return LibvirtConnection.mayStillHappen(failure);
    }

    @Override
    public boolean settled(ToolException timeout) {
        return LibvirtConnection.settled(timeout);
    }
}
