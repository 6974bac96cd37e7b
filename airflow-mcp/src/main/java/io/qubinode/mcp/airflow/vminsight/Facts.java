package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Host;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Network;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Pool;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import java.util.List;
import java.util.Optional;

/**
 * What a diagnosis is made from.
 *
 * @param machine the machine as libvirt describes it
 * @param sample its state with the reason, and counters; empty where the hypervisor counts nothing
 * @param agent what its agent says; empty when none answers
 * @param console the lines of its serial console; empty when it is not kept
 * @param host its host
 * @param capacity what of the host is promised to its machines
 * @param networks the host's networks
 * @param pools the host's storage pools
 */
record Facts(
        MachineDetails machine,
        Optional<Sample> sample,
        Optional<AgentReport> agent,
        Optional<List<String>> console,
        Optional<Host> host,
        Optional<HostCapacity> capacity,
        List<Network> networks,
        List<Pool> pools) {}
