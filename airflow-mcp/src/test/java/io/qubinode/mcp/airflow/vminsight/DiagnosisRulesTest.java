package io.qubinode.mcp.airflow.vminsight;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.DiskSource;
import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.Guest.FileSystem;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Host;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Network;
import io.qubinode.mcp.airflow.libvirt.HostInsight.Pool;
import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Memory;
import io.qubinode.mcp.airflow.libvirt.MachineMetrics.Sample;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisRulesTest {

    private MachineState state = MachineState.RUNNING;
    private String reason = "";
    private boolean saved;
    private boolean agentChannel = true;
    private String type = "qemu";
    private long memoryMib = 512;
    private long committedMib = 2_000;
    private List<String> addresses = List.of("192.168.122.5/24");
    private Optional<Long> diskBytes = Optional.of(1L << 30);
    private Optional<AgentReport> agent = Optional.of(agent(10));
    private Optional<List<String>> console = Optional.of(List.of("login:"));
    private boolean networkActive = true;
    private long hostFreeMib = 8_000;
    private long poolFree = 50;

    @Test
    void findsNothingWrongWithAMachineThatIsWell() {
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PAUSED, user, The machine is paused., resume",
        "PAUSED, io_error, error of its disk, storage pool",
        "SHUT_OFF, migrated, shut off, vm_power",
        "SHUT_OFF, failed, last start failed, vm_power",
        "CRASHED, panicked, crashed, console",
        "PAUSED, watchdog, watchdog, reset",
        "SUSPENDED, none, sleeps, resume"
    })
    void tellsTheStateWithItsReason(MachineState is, String why, String what, String next) {
        state = is;
        reason = why;
        Finding first = findings().getFirst();
        assertThat(first.severity()).isEqualTo(Finding.Severity.PROBLEM);
        assertThat(first.what()).contains(what);
        assertThat(first.next()).contains(next);
    }

    @ParameterizedTest
    @CsvSource({
        "[    1.2] Kernel panic - not syncing: Attempted to kill init!, panicked",
        "Boot failed: not a bootable disk, nothing to boot",
        "You are in emergency mode., emergency",
        "Out of memory: Killed process 1 (java), memory",
        "cp: No space left on device, full",
        "[FAILED] Failed to start cloud-init-local.service, cloud-init"
    })
    void readsTheConsole(String line, String what) {
        console = Optional.of(List.of("booting", line));
        assertThat(findings()).singleElement().satisfies(found -> assertThat(found.what())
                .contains(what));
    }

    @Test
    void missesAnAddressOnlyWhereOneIsGiven() {
        addresses = List.of();
        assertThat(findings()).singleElement().satisfies(found -> assertThat(found.what())
                .contains("no address on network default"));
        state = MachineState.SHUT_OFF;
        assertThat(findings()).hasSize(1);
    }

    @Test
    void namesANetworkThatIsNotActive() {
        networkActive = false;
        assertThat(findings().getFirst().next()).contains("net-start default");
    }

    @Test
    void namesADiskThatIsGone() {
        diskBytes = Optional.empty();
        assertThat(findings().getFirst().what()).contains("vm_0.img");
    }

    @Test
    void namesAFullFileSystem() {
        agent = Optional.of(agent(96));
        assertThat(findings()).singleElement().satisfies(found -> assertThat(found.what())
                .contains("/srv", "96 %"));
    }

    @Test
    void warnsOfAHostThatIsShort() {
        hostFreeMib = 100;
        poolFree = 1;
        assertThat(findings()).hasSize(2).allSatisfy(found -> assertThat(found.severity())
                .isEqualTo(Finding.Severity.WARNING));
    }

    @Test
    void onlyWarnsWhenNoAgentAnswers() {
        agent = Optional.empty();
        assertThat(findings()).singleElement().satisfies(found -> assertThat(found.severity())
                .isEqualTo(Finding.Severity.WARNING));
    }

    @Test
    void saysWhatASavedMachineDoesAtItsNextStart() {
        state = MachineState.SHUT_OFF;
        saved = true;
        assertThat(findings().getFirst().next()).contains("continues").contains("discard_saved_state");
    }

    @Test
    void namesAHostThatHasPromisedMoreMemoryThanItHas() {
        memoryMib = 8_192;
        committedMib = 8_192;
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Finding.Severity.PROBLEM);
            assertThat(found.what()).contains("3072 MiB", "8192");
        });
    }

    @Test
    void asksForNoAgentWhereNoneCouldBeAsked() {
        agent = Optional.empty();
        agentChannel = false;
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.what()).contains("no channel");
            assertThat(found.next()).doesNotContain("Install");
        });
        type = "test";
        assertThat(findings()).isEmpty();
    }

    @Test
    void missesNoDiskOfASimulatedMachine() {
        diskBytes = Optional.empty();
        assertThat(findings()).hasSize(1);
        type = "test";
        assertThat(findings()).isEmpty();
    }

    private List<Finding> findings() {
        var details = new MachineDetails(
                new Machine("vm", new MachineStatus(state, Optional.of(reason), saved), memoryMib, 1, Optional.empty()),
                type,
                Optional.of(1.0),
                Optional.empty(),
                false,
                false,
                List.of(new Disk(
                        "vda",
                        "disk",
                        Optional.of(new DiskSource("file", "/p/vm_0.img")),
                        Optional.of("vm_0.img"),
                        true,
                        true,
                        diskBytes,
                        diskBytes)),
                List.of(new Interface("52:54:00:00:00:01", Optional.of("default"), addresses)),
                Optional.empty(),
                Optional.empty(),
                agentChannel);
        var sample = new Sample(
                "vm",
                Instant.now(),
                state,
                Optional.of(1),
                Optional.of(0L),
                new Memory(Optional.of(512L), Optional.empty(), Optional.empty()),
                Map.of(),
                Map.of());
        return DiagnosisRules.apply(new Facts(
                details,
                Optional.of(sample),
                agent,
                console,
                Optional.of(new Host("host", "QEMU", "x86_64", 8, 16_000, Optional.of(hostFreeMib))),
                Optional.of(new HostCapacity(false, 8, 3_072, committedMib, 100, List.of("default"))),
                List.of(new Network(
                        "default",
                        networkActive,
                        true,
                        Optional.of("virbr0"),
                        "nat",
                        List.of("192.168.122.1/24"),
                        List.of("192.168.122.2 to 192.168.122.254"))),
                List.of(new Pool("default", true, true, "dir", 100, poolFree))));
    }

    private static AgentReport agent(long used) {
        return new AgentReport(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(new FileSystem("/srv", "ext4", Optional.of(100L), Optional.of(used))),
                List.of());
    }
}
