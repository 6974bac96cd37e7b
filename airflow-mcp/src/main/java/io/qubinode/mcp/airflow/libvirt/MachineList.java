package io.qubinode.mcp.airflow.libvirt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** All domains, in one round trip where the hypervisor knows how. */
final class MachineList {

    private static final int GROUPS = DomainStats.STATE | DomainStats.BALLOON | DomainStats.VCPU;

    private final ImageNames images;

    MachineList(ImageNames images) {
        this.images = images;
    }

    /** By name. */
    List<Machine> read(OpenConnect connect) throws LibvirtException {
        return unsorted(connect).stream()
                .sorted(Comparator.comparing(Machine::name))
                .toList();
    }

    private List<Machine> unsorted(OpenConnect connect) throws LibvirtException {
        var stats = DomainStats.ofAllAtOnce(connect, GROUPS);
        if (stats.isEmpty() || stats.get().stream().anyMatch(one -> !one.has("balloon.maximum"))) {
            return oneByOne(connect);
        }
        var machines = new ArrayList<Machine>();
        for (DomainStats one : stats.get()) {
            images.find(one.uuid(), () -> xml(connect, one.uuid()))
                    .ifPresent(image -> machines.add(new Machine(
                            one.name(),
                            MachineState.values()[(int) one.number("state.state")],
                            one.number("balloon.maximum") / 1024,
                            (int) one.number("vcpu.current"),
                            image)));
        }
        return machines;
    }

    private static String xml(OpenConnect connect, String uuid) throws LibvirtException {
        Domain domain = connect.domainLookupByUUIDString(uuid);
        try {
            return domain.getXMLDesc(0);
        } finally {
            domain.free();
        }
    }

    private List<Machine> oneByOne(OpenConnect connect) throws LibvirtException {
        var machines = new ArrayList<Machine>();
        Listed.domains(
                connect,
                domain -> machines.add(machine(domain, images.of(domain.getUUIDString(), () -> domain.getXMLDesc(0)))));
        return machines;
    }

    static Machine machine(Domain domain, Optional<String> image) throws LibvirtException {
        var info = domain.getInfo();
        return new Machine(
                domain.getName(),
                MachineState.values()[info.state.ordinal()],
                info.maxMem / 1024,
                info.nrVirtCpu,
                image);
    }
}
