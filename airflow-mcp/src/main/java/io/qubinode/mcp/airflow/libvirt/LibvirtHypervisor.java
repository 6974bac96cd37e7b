package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
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
        return connection.call(
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
        return connection.call(connect -> {
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
        String poolPath = pool.path();
        return connection.read(connect -> {
            Domain domain = Domains.lookup(connect, name);
            try {
                Xml xml = Xml.parse(domain.getXMLDesc(0));
                var info = domain.getInfo();
                return new MachineDetails(
                        MachineList.machine(domain, DomainXml.kcli(xml).flatMap(KcliMetadata::image)),
                        xml.attribute("type").orElse(""),
                        LibvirtDomains.isImaginary(connect)
                                ? Optional.empty()
                                : Optional.of(Math.round(info.cpuTime / 1e8) / 10.0),
                        domain.isActive() == 1 ? LocalQemu.startOf(connection.uri(), name) : Optional.empty(),
                        domain.getAutostart(),
                        DomainXml.disks(xml, poolPath).stream()
                                .map(disk -> withSizes(domain, disk))
                                .toList(),
                        withAddresses(domain, DomainXml.interfaces(xml)),
                        DomainXml.kcli(xml));
            } finally {
                domain.free();
            }
        });
    }

    private static Disk withSizes(Domain domain, Disk disk) {
        if (disk.volume().isEmpty()) {
            return disk;
        }
        try {
            var sizes = domain.blockInfo(disk.target());
            return new Disk(
                    disk.target(),
                    disk.device(),
                    disk.volume(),
                    disk.inPool(),
                    Optional.of(sizes.getCapacity()),
                    Optional.of(sizes.getAllocation()));
        } catch (LibvirtException e) {
            // A volume that is gone or remote has no size; the rest of the answer is still of use.
            return disk;
        }
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
