package io.qubinode.mcp.airflow.libvirt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        Set<String> saved = DomainStatus.saved(connect);
        var machines = new ArrayList<Machine>();
        for (DomainStats one : stats.get()) {
            images.find(one.uuid(), () -> xml(connect, one.uuid()))
                    .ifPresent(image -> machines.add(new Machine(
                            one.name(),
                            MachineStatus.of(
                                    DomainStatus.stateOf((int) one.number("state.state")),
                                    (int) one.number("state.reason"),
                                    saved.contains(one.uuid())),
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
                domain -> machines.add(
                        machine(connect, domain, images.of(domain.getUUIDString(), () -> domain.getXMLDesc(0)))));
        return machines;
    }

    static Machine machine(OpenConnect connect, Domain domain, Optional<String> image) throws LibvirtException {
        var info = domain.getInfo();
        return new Machine(
                domain.getName(), DomainStatus.of(connect, domain), info.maxMem / 1024, info.nrVirtCpu, image);
    }
}
