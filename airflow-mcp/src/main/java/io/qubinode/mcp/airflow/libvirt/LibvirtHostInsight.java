package io.qubinode.mcp.airflow.libvirt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;

/** Looks at a host by libvirt. */
final class LibvirtHostInsight implements HostInsight {

    private final LibvirtConnection connection;
    private final Hypervisor hypervisor;

    LibvirtHostInsight(LibvirtConnection connection, Hypervisor hypervisor) {
        this.connection = connection;
        this.hypervisor = hypervisor;
    }

    @Override
    public Host host() {
        String version = hypervisor.version();
        return connection.read(connect -> {
            var node = connect.nodeInfo();
            return new Host(
                    connect.getHostName(), version, node.model, node.cpus, node.memory / 1024, freeMib(connect));
        });
    }

    private static Optional<Long> freeMib(Connect connect) {
        try {
            // The test driver says KiB where libvirt's API says bytes.
            return LibvirtDomains.isImaginary(connect) ? Optional.empty() : Optional.of(connect.getFreeMemory() >> 20);
        } catch (LibvirtException e) {
            // Not every driver knows.
            return Optional.empty();
        }
    }

    @Override
    public List<Network> networks() {
        return connection.read(connect -> {
            var networks = new ArrayList<Network>();
            Listed.named(
                    names(connect.listNetworks(), connect.listDefinedNetworks()),
                    connect::networkLookupByName,
                    network -> networks.add(read(
                            network.getName(),
                            Xml.parse(network.getXMLDesc(0)),
                            network.isActive() == 1,
                            network.getAutostart())),
                    org.libvirt.Network::free);
            networks.sort(Comparator.comparing(Network::name));
            return networks;
        });
    }

    private static List<String> names(String[] active, String[] inactive) {
        // What is started between the two lists is in both.
        return Stream.of(active, inactive).flatMap(Arrays::stream).distinct().toList();
    }

    private static Network read(String name, Xml xml, boolean active, boolean autostart) {
        List<Xml> ips = xml.children("ip");
        return new Network(
                name,
                active,
                autostart,
                xml.children("bridge").stream()
                        .flatMap(bridge -> bridge.attribute("name").stream())
                        .findFirst(),
                xml.children("forward").stream()
                        .map(forward -> forward.attribute("mode").orElse("nat"))
                        .findFirst()
                        .orElse("isolated"),
                ips.stream()
                        .flatMap(ip -> ip.attribute("address").stream()
                                .map(address -> address
                                        + ip.attribute("prefix")
                                                .or(() -> ip.attribute("netmask"))
                                                .map(mask -> "/" + mask)
                                                .orElse("")))
                        .toList(),
                ips.stream()
                        .flatMap(ip -> ip.all("range").stream())
                        .map(range -> range.attribute("start").orElse("") + " to "
                                + range.attribute("end").orElse(""))
                        .toList());
    }

    @Override
    public List<Pool> pools() {
        return connection.read(connect -> {
            var pools = new ArrayList<Pool>();
            Listed.named(
                    names(connect.listStoragePools(), connect.listDefinedStoragePools()),
                    connect::storagePoolLookupByName,
                    pool -> pools.add(read(pool)),
                    StoragePool::free);
            pools.sort(Comparator.comparing(Pool::name));
            return pools;
        });
    }

    private static Pool read(StoragePool pool) throws LibvirtException {
        var info = pool.getInfo();
        return new Pool(
                pool.getName(),
                pool.isActive() == 1,
                pool.getAutostart(),
                Xml.parse(pool.getXMLDesc(0)).attribute("type").orElse(""),
                info.capacity,
                info.available);
    }
}
