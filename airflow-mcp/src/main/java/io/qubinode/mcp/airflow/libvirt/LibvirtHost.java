package io.qubinode.mcp.airflow.libvirt;

/**
 * One hypervisor, and what can be asked of it.
 *
 * @param name by which callers choose it
 * @param isSimulated whether it is libvirt's test driver
 * @param hypervisor machines and volumes
 * @param power what switches machines
 * @param sizes what gives them more or less
 * @param copies what copies and renames them
 * @param snapshots of them
 * @param metrics what they use
 * @param guest what is inside them
 * @param insight the machine that they run on
 */
public record LibvirtHost(
        String name,
        boolean isSimulated,
        Hypervisor hypervisor,
        MachinePower power,
        MachineSizes sizes,
        MachineCopies copies,
        Snapshots snapshots,
        MachineMetrics metrics,
        Guest guest,
        HostInsight insight) {

    /** Connects when something is asked. */
    static LibvirtHost of(String name, LibvirtConfig config, LibvirtConnection connection) {
        var pool = new LibvirtPool(config, connection);
        var hypervisor = new LibvirtHypervisor(config, connection, pool);
        return new LibvirtHost(
                name,
                connection.uri().startsWith("test:"),
                hypervisor,
                new LibvirtPower(connection),
                new LibvirtSizes(connection),
                new LibvirtCopies(connection, pool),
                new LibvirtSnapshots(connection),
                new LibvirtMetrics(connection),
                new LibvirtGuest(connection),
                new LibvirtHostInsight(connection, hypervisor));
    }
}
