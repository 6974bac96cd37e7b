package io.qubinode.mcp.airflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.PowerResult;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.VmPower;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PowerSwitchTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakePower power = new FakePower(hypervisor);
    private final NameClaims claims = new NameClaims();
    private final PowerSwitch powerSwitch = new PowerSwitch(hypervisor, power, claims);

    PowerSwitchTest() {
        hypervisor.addMachine("vm");
    }

    @Test
    void waitsForAGuestThatShutsDown() {
        PowerResult result = apply(PowerAction.SHUTDOWN, Optional.empty());
        assertThat(result.state()).isEqualTo(MachineState.SHUT_OFF);
        assertThat(result.forced()).isFalse();
        assertThat(power.acts).containsExactly("shutdown", "await 60");
    }

    @ParameterizedTest
    @EnumSource(
            value = PowerAction.class,
            names = {"REBOOT", "RESET"})
    void isDoneThoughTheStateCannotBeReadAfterwards(PowerAction action) {
        power.unreadableAfterwards = true;
        PowerResult result = apply(action, Optional.empty());
        assertThat(result.state()).isEqualTo(MachineState.NO_STATE);
        assertThat(result.note().orElseThrow()).contains("could not be read");
    }

    @Test
    void forcesNoGuestUnlessTold() {
        power.guestObeys = false;
        PowerResult result = apply(PowerAction.SHUTDOWN, Optional.empty());
        assertThat(result.state()).isEqualTo(MachineState.RUNNING);
        assertThat(result.note().orElseThrow()).contains("force_off");
    }

    @Test
    void forcesAGuestAfterTheTimeThatItIsGiven() {
        power.guestObeys = false;
        PowerResult result = apply(PowerAction.SHUTDOWN, Optional.of(7));
        assertThat(result.state()).isEqualTo(MachineState.SHUT_OFF);
        assertThat(result.forced()).isTrue();
        assertThat(power.acts).containsExactly("shutdown", "await 7", "await 10");
    }

    @ParameterizedTest
    @EnumSource(
            value = PowerAction.class,
            names = {"SHUTDOWN", "FORCE_OFF"})
    void isCalmAboutWhatIsOffAlready(PowerAction action) {
        hypervisor.stop("vm");
        assertThat(apply(action, Optional.empty()).note()).contains("Nothing to do.");
        assertThat(power.acts).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"REBOOT", "SUSPEND", "RESUME", "RESET"})
    void refusesWhatAMachineThatIsOffCannotDo(PowerAction action) {
        hypervisor.stop("vm");
        var e = catchThrowableOfType(ToolException.class, () -> apply(action, Optional.empty()));
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(e.error().hint()).contains("start");
        assertThat(power.acts).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CRASHED, START, force_off",
        "CRASHED, RESUME, reset",
        "CRASHED, SHUTDOWN, force_off",
        "CRASHED, SUSPEND, reset",
        "SUSPENDED, START, wakes",
        "SUSPENDED, REBOOT, wakes",
        "SUSPENDED, SUSPEND, wakes",
        "PAUSED, START, resume",
        "PAUSED, REBOOT, force_off"
    })
    void refusesWhatTheStateDoesNotAllowAndSaysWhatDoes(MachineState state, PowerAction action, String hint) {
        hypervisor.become("vm", MachineStatus.of(state));
        var e = catchThrowableOfType(ToolException.class, () -> apply(action, Optional.empty()));
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(e.error().hint()).contains(hint);
        assertThat(power.acts).isEmpty();
    }

    @Test
    void wakesAGuestThatSleeps() {
        hypervisor.become("vm", MachineStatus.of(MachineState.SUSPENDED));
        apply(PowerAction.RESUME, Optional.empty());
        assertThat(power.acts).startsWith("wake");
    }

    @Test
    void saysThatASavedMachineGoesOnAndDiscardsItsStateOnlyWhenTold() {
        var saved = new MachineStatus(MachineState.SHUT_OFF, Optional.empty(), true);
        hypervisor.become("vm", saved);
        assertThat(apply(PowerAction.START, Optional.empty()).note().orElseThrow())
                .contains("saved state");
        hypervisor.become("vm", saved);
        PowerResult discarded = apply(PowerAction.DISCARD_SAVED_STATE, Optional.empty());
        assertThat(discarded.state()).isEqualTo(MachineState.SHUT_OFF);
        assertThat(discarded.note().orElseThrow()).contains("next start boots");
        assertThat(apply(PowerAction.DISCARD_SAVED_STATE, Optional.empty()).note())
                .contains("Nothing to do.");
    }

    /** libvirt asks an agent that does not answer for a minute. */
    @Test
    void keepsAMachineClaimedWhileLibvirtStillAsksItsGuest() {
        power.guestObeys = false;
        var end = new CountDownLatch(1);
        power.asking = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        apply(PowerAction.SHUTDOWN, Optional.empty());
        power.asking = null;
        var e = catchThrowableOfType(ToolException.class, () -> apply(PowerAction.FORCE_OFF, Optional.empty()));
        assertThat(e.error().message()).contains("vm_power shutdown");
        end.countDown();
        await().untilAsserted(() -> assertThat(
                        apply(PowerAction.FORCE_OFF, Optional.empty()).state())
                .isEqualTo(MachineState.SHUT_OFF));
    }

    @Test
    void startsWhatIsOff() {
        hypervisor.stop("vm");
        assertThat(apply(PowerAction.START, Optional.empty()).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void waitsForAGuestThatReboots() {
        PowerResult result = apply(PowerAction.REBOOT, Optional.empty());
        assertThat(result.state()).isEqualTo(MachineState.RUNNING);
        assertThat(result.note().orElseThrow()).contains("boots now");
        assertThat(power.acts).containsExactly("reboot 60");
    }

    @Test
    void saysThatAGuestHasNotRebooted() {
        power.guestObeys = false;
        PowerResult result = apply(PowerAction.REBOOT, Optional.empty());
        assertThat(result.note().orElseThrow()).contains("no reboot was seen").contains("reset");
    }

    @Test
    void saysThatAGuestHasShutDownInsteadOfRebooting() {
        power.guestObeys = false;
        power.whileRebooting = () -> hypervisor.stop("vm");
        PowerResult result = apply(PowerAction.REBOOT, Optional.empty());
        assertThat(result.state()).isEqualTo(MachineState.SHUT_OFF);
        assertThat(result.note().orElseThrow()).contains("has shut down").contains("start");
    }

    private PowerResult apply(PowerAction action, Optional<Integer> force) {
        return powerSwitch.apply(new VmPower("vm", action, 60, force), new FakeCall());
    }
}
