package io.qubinode.mcp.airflow.libvirt;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which hypervisor, and where on it machines are put: {@code airflow.libvirt}. */
public interface LibvirtConfig {

    /**
     * The connection URI, or several by name.
     *
     * @see <a href="https://libvirt.org/uri.html">libvirt's connection URIs</a>
     */
    @WithDefault("qemu:///system")
    @WithConverter(HypervisorUris.Reader.class)
    HypervisorUris uri();

    /** The storage pool of images, disks and seeds. */
    @WithDefault("default")
    String pool();

    /** The network that a machine is attached to. */
    @WithDefault("default")
    String network();

    /** What a new machine sees of the host's CPU, where KVM is used; an emulated one has the most that QEMU emulates. */
    @WithDefault("host-passthrough")
    CpuMode cpuMode();

    /** How long one call of libvirt may take. Its first look at a QEMU takes seconds. */
    @WithDefault("30s")
    Duration timeout();
}
