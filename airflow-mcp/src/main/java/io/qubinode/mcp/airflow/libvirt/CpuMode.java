package io.qubinode.mcp.airflow.libvirt;

/**
 * What a new machine on KVM sees of the host's CPU.
 *
 * @see <a href="https://libvirt.org/formatdomain.html#cpu-model-and-topology">libvirt's CPU model and topology</a>
 */
public enum CpuMode {
    /** The host's CPU as it is: the fastest, and needed for machines inside machines. */
    HOST_PASSTHROUGH("host-passthrough"),
    /** The nearest model that libvirt knows, so that the machine can be moved to a like host. */
    HOST_MODEL("host-model"),
    /** All that the hypervisor can offer. */
    MAXIMUM("maximum");

    private final String name;

    CpuMode(String name) {
        this.name = name;
    }

    /** As in a domain's XML. */
    String xml() {
        return name;
    }
}
