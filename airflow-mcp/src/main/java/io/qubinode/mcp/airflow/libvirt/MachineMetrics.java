package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what domains use. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to use from any
 * thread.
 */
public interface MachineMetrics {

    /**
     * The counters of a domain at one moment; they start at 0 when it starts.
     *
     * @param name the domain
     * @param at when
     * @param state its state
     * @param cpus its virtual CPUs
     * @param cpuNanos how long they have worked; empty where the hypervisor does not tell
     * @param memory what is known of its memory
     * @param disks bytes read and written, by the disk's name inside
     * @param interfaces bytes received and sent, by the interface's name on the host
     */
    record Sample(
            String name,
            Instant at,
            MachineState state,
            Optional<Integer> cpus,
            Optional<Long> cpuNanos,
            Memory memory,
            Map<String, Traffic> disks,
            Map<String, Traffic> interfaces) {
        public Sample {
            disks = Map.copyOf(disks);
            interfaces = Map.copyOf(interfaces);
        }
    }

    /**
     * Memory in MiB.
     *
     * @param assigned what the guest has
     * @param host what its QEMU uses on the host
     * @param unused what the guest does not use, where its balloon driver tells
     */
    record Memory(Optional<Long> assigned, Optional<Long> host, Optional<Long> unused) {}

    /** Bytes in (read, received) and out (written, sent). */
    record Traffic(long in, long out) {}

    Sample of(String name);

    /** All running domains, in one round trip. */
    List<Sample> ofRunning();
}
