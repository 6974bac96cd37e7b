package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeGuest;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.vm.MachineWait.Reached;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is waited for is told by libvirt, or found by a look. */
class MachineWaitTest {

    private static final String MAC = "52:54:00:00:00:01";
    private static final String ADDRESS = "192.0.2.1";

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeGuest guest = new FakeGuest();
    private final MachineWait wait = new MachineWait(hypervisor, guest, Duration.ofMinutes(10), address -> false);
    private final Queue<BooleanSupplier> meanwhile = new ArrayDeque<>();
    private int waits;

    @BeforeEach
    void itBoots() {
        hypervisor.addMachine("vm");
        lease();
        hypervisor.whileWatched = () -> {
            assertThat(waits++).isLessThan(100);
            return !meanwhile.isEmpty() && meanwhile.remove().getAsBoolean();
        };
    }

    @Test
    void findsALeaseOfWhichNothingIsTold() {
        meanwhile.add(() -> false);
        meanwhile.add(() -> untold(() -> lease(ADDRESS + "/24")));
        assertThat(until(WaitFor.ADDRESS)).isEqualTo(new Reached(List.of(ADDRESS), Optional.empty()));
    }

    /** While SSH is tried, libvirt is asked only when it has told something. */
    @Test
    void endsWithAMachineThatIsToldToHaveStopped() {
        lease(ADDRESS + "/24");
        meanwhile.add(() -> false);
        meanwhile.add(() -> false);
        meanwhile.add(() -> told(() -> hypervisor.stop("vm")));
        meanwhile.add(() -> false);
        assertThat(refusal().error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(meanwhile).hasSize(1);
        assertThat(hypervisor.looks).isEqualTo(2);
    }

    @Test
    void endsWithAMachineThatHasStoppedWhenThatWasLost() {
        lease(ADDRESS + "/24");
        meanwhile.add(() -> untold(() -> hypervisor.stop("vm")));
        assertThat(refusal()).hasMessageContaining("has stopped");
    }

    @Test
    void waitsOnWhileLibvirtIsAway() {
        hypervisor.failAt(Step.MACHINE, Failure.TIMEOUT_AND_NEVER_DONE);
        meanwhile.add(() -> untold(() -> hypervisor.failAt(Step.MACHINE, Failure.TIMEOUT_AND_NEVER_DONE)));
        meanwhile.add(() -> untold(() -> lease(ADDRESS + "/24")));
        assertThat(until(WaitFor.ADDRESS).addresses()).containsExactly(ADDRESS);
    }

    @Test
    void endsWhenLibvirtRefuses() {
        hypervisor.failAt(Step.MACHINE, Failure.REFUSED);
        assertThat(refusal().error().code()).isEqualTo(ErrorCode.BACKEND_REFUSED);
    }

    /** On a bridge nobody leases addresses before libvirt's eyes. */
    @Test
    void asksTheAgentThatIsToldToHaveCome() {
        meanwhile.add(
                () -> told(() -> agent(MAC.toUpperCase(Locale.ROOT), "fe80::5054:ff:fe00:1/64", ADDRESS + "/24")));
        assertThat(until(WaitFor.ADDRESS).addresses()).containsExactly(ADDRESS);
        assertThat(hypervisor.looks).isEqualTo(2);
    }

    @Test
    void asksAnAgentNowAndThenThatHadNoAddressAtFirst() {
        meanwhile.add(() -> told(() -> agent(MAC)));
        meanwhile.add(() -> untold(() -> agent(MAC, "2001:db8::1/64")));
        assertThat(until(WaitFor.ADDRESS).addresses()).containsExactly("2001:db8::1");
    }

    @Test
    void takesNoAddressOfAnAgentThatIsNoneOfTheMachine() {
        agent("02:42:00:00:00:01", "172.17.0.1/16");
        agent(MAC, "localhost", "169.254.7.7/16");
        meanwhile.add(() -> told(() -> lease(ADDRESS + "/24")));
        assertThat(until(WaitFor.ADDRESS).addresses()).containsExactly(ADDRESS);
    }

    private void agent(String mac, String... addresses) {
        guest.interfaces.add(new Guest.Interface("eth0", Optional.of(mac), List.of(addresses)));
    }

    private ToolException refusal() {
        return catchThrowableOfType(ToolException.class, () -> until(WaitFor.SSH));
    }

    private Reached until(WaitFor goal) {
        return wait.until("vm", goal, new FakeCall(), 6, 7);
    }

    private void lease(String... addresses) {
        hypervisor.connect("vm", new Interface(MAC, Optional.of("default"), List.of(addresses)));
    }

    private static boolean told(Runnable happens) {
        happens.run();
        return true;
    }

    private static boolean untold(Runnable happens) {
        happens.run();
        return false;
    }
}
