package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.LibvirtHost;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Where machines' images come from, for each hypervisor: the pool is its own, the catalogue that of all. */
@Singleton
public final class ImageSupplies {

    private final Map<String, ImageSupply> byHost;

    @Inject
    ImageSupplies(LibvirtHosts hosts, ImageCatalogue catalogue, ImageConfig config) {
        byHost = hosts.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        LibvirtHost::name,
                        host -> new ImageSupply(
                                host.hypervisor(), catalogue, config, hosts.folder(config.downloads(), host))));
    }

    /** The supply of one. */
    public ImageSupply at(LibvirtHost host) {
        return byHost.get(host.name());
    }

    Collection<ImageSupply> all() {
        return byHost.values();
    }
}
