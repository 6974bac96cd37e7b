package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.HostInsight;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Host;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Network;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Pool;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.HostInfo;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Networks;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.PoolInfo;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Pools;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.List;

/** Shows the hypervisor's host. */
final class HostViews {

    private final Hypervisor hypervisor;
    private final HostInsight insight;

    HostViews(Hypervisor hypervisor, HostInsight insight) {
        this.hypervisor = hypervisor;
        this.insight = insight;
    }

    HostInfo info() {
        Host host = insight.host();
        List<Machine> machines = hypervisor.machines();
        List<Machine> running = machines.stream()
                .filter(machine -> machine.state() != MachineState.SHUT_OFF)
                .toList();
        return new HostInfo(
                host.name(),
                host.hypervisor(),
                host.cpuModel(),
                host.cpus(),
                host.memoryMib(),
                host.freeMemoryMib(),
                running.stream().mapToLong(Machine::memoryMib).sum(),
                machines.size(),
                running.size(),
                pools().pools(),
                insight.networks().stream()
                        .map(network -> network.name() + (network.active() ? "" : " (not active)"))
                        .toList());
    }

    Networks networks() {
        List<Network> all = insight.networks();
        return new Networks(AnswerBudget.fitting(all), all.size());
    }

    Pools pools() {
        List<PoolInfo> all = insight.pools().stream().map(HostViews::pool).toList();
        return new Pools(AnswerBudget.fitting(all), all.size());
    }

    private static PoolInfo pool(Pool pool) {
        return new PoolInfo(
                pool.name(),
                pool.active(),
                pool.autostart(),
                pool.type(),
                Units.gib(pool.capacityBytes()),
                Units.gib(pool.freeBytes()));
    }
}
