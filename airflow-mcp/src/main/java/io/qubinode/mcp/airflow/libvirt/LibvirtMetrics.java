package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts by libvirt's statistics. */
final class LibvirtMetrics implements MachineMetrics {

    private static final int GROUPS = DomainStats.STATE
            | DomainStats.CPU
            | DomainStats.BALLOON
            | DomainStats.VCPU
            | DomainStats.INTERFACE
            | DomainStats.BLOCK;
    // virConnectGetAllDomainStatsFlags: only active ones
    private static final int ACTIVE = 1;

    private final LibvirtConnection connection;

    LibvirtMetrics(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public Sample of(String name) {
        return connection.read(connect -> {
            // Asked for the sake of its error, which names the nearest.
            Domains.lookup(connect, name).free();
            return sample(DomainStats.of(connect, name, GROUPS), Instant.now());
        });
    }

    @Override
    public List<Sample> ofRunning() {
        return connection.read(connect -> {
            Instant now = Instant.now();
            return DomainStats.ofAll(connect, GROUPS, ACTIVE)
                    .orElseThrow(() -> new ToolException(
                            ErrorCode.BACKEND_REFUSED,
                            "This hypervisor does not measure CPU, disk or network use.",
                            "Use get_vm_info."))
                    .stream()
                    .map(stats -> sample(stats, now))
                    .toList();
        });
    }

    private static Sample sample(DomainStats stats, Instant now) {
        return new Sample(
                stats.name(),
                now,
                DomainStatus.stateOf((int) stats.number("state.state")),
                stats.found("vcpu.current").map(Math::toIntExact),
                stats.found("cpu.time"),
                new Memory(
                        mib(stats, "balloon.current").or(() -> mib(stats, "balloon.maximum")),
                        mib(stats, "balloon.rss"),
                        mib(stats, "balloon.usable").or(() -> mib(stats, "balloon.unused"))),
                traffic(stats, "block", "rd.bytes", "wr.bytes"),
                traffic(stats, "net", "rx.bytes", "tx.bytes"));
    }

    private static Optional<Long> mib(DomainStats stats, String name) {
        return stats.found(name).map(kib -> kib / 1024);
    }

    private static Map<String, Traffic> traffic(DomainStats stats, String kind, String in, String out) {
        var traffic = new HashMap<String, Traffic>();
        for (int i = 0; i < stats.number(kind + ".count"); i++) {
            String one = kind + "." + i + ".";
            if (stats.has(one + in)) {
                traffic.put(stats.text(one + "name"), new Traffic(stats.number(one + in), stats.number(one + out)));
            }
        }
        return traffic;
    }
}
