package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachinePower;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.libvirt.MachineStatus;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.PowerResult;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.VmPower;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Afterwards;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Switches machines, and waits for what comes of it. */
final class PowerSwitch {

    // QEMU is told and does it at once; only libvirt's event is waited for.
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final String BOOTS = "It boots now: get_vm_console_log shows how far it is.";

    private final Hypervisor hypervisor;
    private final MachinePower power;
    private final NameClaims claims;

    PowerSwitch(Hypervisor hypervisor, MachinePower power, NameClaims claims) {
        this.hypervisor = hypervisor;
        this.power = power;
        this.claims = claims;
    }

    /** The machine is claimed while its guest is waited for too, and as long as libvirt still asks the guest. */
    PowerResult apply(VmPower input, CallContext call) {
        String operation = "vm_power " + word(input.action());
        try (Claim claim = claims.claim(operation, input.name())) {
            try {
                return applied(input, call);
            } catch (ToolException e) {
                if (hypervisor.mayStillHappen(e)) {
                    claim.keepUntil(() -> hypervisor.settled(e));
                }
                throw e;
            } finally {
                power.asking(input.name()).ifPresent(claim::keepUntil);
            }
        }
    }

    private PowerResult applied(VmPower input, CallContext call) {
        MachineStatus status = power.status(input.name());
        MachineState before = status.state();
        boolean there = wanted(input.action()).filter(before::equals).isPresent();
        if (input.action() == PowerAction.DISCARD_SAVED_STATE ? !status.saved() : there) {
            return new PowerResult(input.name(), before, before, false, Optional.of("Nothing to do."));
        }
        check(input, before);
        return switch (input.action()) {
            case START -> start(input, status, call);
            case SHUTDOWN -> shutdown(input, before, call);
            case SUSPEND -> done(input, before, () -> power.suspend(input.name()), call);
            case RESUME -> done(input, before, () -> resume(input.name(), before), call);
            case FORCE_OFF -> done(input, before, () -> hypervisor.stop(input.name()), call);
            case REBOOT -> reboot(input, before, call);
            case RESET -> reset(input, before);
            case DISCARD_SAVED_STATE -> {
                power.discardSavedState(input.name());
                yield result(input, before, "Its saved state is gone: the next start boots it.");
            }
        };
    }

    /** The state that an action leads to; empty when it leads back to where it was. */
    private static Optional<MachineState> wanted(PowerAction action) {
        return switch (action) {
            case START, RESUME -> Optional.of(MachineState.RUNNING);
            case SHUTDOWN, FORCE_OFF -> Optional.of(MachineState.SHUT_OFF);
            case SUSPEND -> Optional.of(MachineState.PAUSED);
            case REBOOT, RESET, DISCARD_SAVED_STATE -> Optional.empty();
        };
    }

    private static void check(VmPower input, MachineState before) {
        Optional<String> hint =
                switch (before) {
                    case SHUT_OFF -> unless(input.action(), EnumSet.of(PowerAction.START), "Use start.");
                    case PAUSED ->
                        unless(
                                input.action(),
                                EnumSet.of(PowerAction.RESUME, PowerAction.RESET),
                                "Use resume, or force_off first.");
                    case SUSPENDED ->
                        unless(
                                input.action(),
                                EnumSet.of(PowerAction.RESUME, PowerAction.RESET),
                                "Its guest sleeps: use resume, which wakes it.");
                    case CRASHED ->
                        unless(
                                input.action(),
                                EnumSet.of(PowerAction.RESET),
                                "Use reset, or force_off and then start.");
                    case RUNNING, IDLE, SHUTTING_DOWN, NO_STATE -> Optional.empty();
                };
        hint.ifPresent(next -> {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + input.name() + " is " + word(before) + ", which does not allow "
                            + word(input.action()) + ".",
                    next);
        });
    }

    /** Switching off is always possible; a saved state is looked at before. */
    private static Optional<String> unless(PowerAction action, Set<PowerAction> possible, String hint) {
        return possible.contains(action) || action == PowerAction.FORCE_OFF || action == PowerAction.DISCARD_SAVED_STATE
                ? Optional.empty()
                : Optional.of(hint);
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private PowerResult start(VmPower input, MachineStatus status, CallContext call) {
        PowerResult started = done(input, status.state(), () -> hypervisor.start(input.name()), call);
        return status.saved()
                ? new PowerResult(
                        started.name(),
                        started.before(),
                        started.state(),
                        false,
                        Optional.of("It continues from its saved state; nothing was booted."))
                : started;
    }

    private void resume(String name, MachineState before) {
        if (before == MachineState.SUSPENDED) {
            power.wake(name);
        } else {
            power.resume(name);
        }
    }

    private PowerResult done(VmPower input, MachineState before, Runnable act, CallContext call) {
        act.run();
        MachineState after = power.await(input.name(), wanted(input.action()).orElseThrow(), AT_ONCE, call::cancelled);
        return new PowerResult(input.name(), before, after, false, Optional.empty());
    }

    private PowerResult reset(VmPower input, MachineState before) {
        power.reset(input.name());
        return result(input, before, BOOTS);
    }

    /** After the deed, which is done whether the state can be read now or not. */
    private PowerResult result(VmPower input, MachineState before, String note) {
        Optional<MachineState> after = Afterwards.read(() -> power.state(input.name()));
        return new PowerResult(
                input.name(),
                before,
                after.orElse(MachineState.NO_STATE),
                false,
                Optional.of(after.isPresent() ? note : note + " " + MachinePower.STATE_UNREAD));
    }

    private PowerResult reboot(VmPower input, MachineState before, CallContext call) {
        int seconds = input.waitSeconds();
        call.progress(0, 1, "waiting up to " + seconds + " s for the guest to reboot");
        boolean rebooted = power.reboot(input.name(), Duration.ofSeconds(seconds), call::cancelled);
        if (rebooted) {
            return result(input, before, BOOTS);
        }
        Optional<MachineState> after = Afterwards.read(() -> power.state(input.name()));
        return new PowerResult(
                input.name(), before, after.orElse(MachineState.NO_STATE), false, Optional.of(notRebooted(after)));
    }

    private static String notRebooted(Optional<MachineState> after) {
        if (after.isEmpty()) {
            return "The guest was asked to reboot. " + MachinePower.STATE_UNREAD;
        }
        return after.get() == MachineState.SHUT_OFF
                ? "The guest was asked to reboot and has shut down. Use start."
                : "The guest was asked to reboot, but no reboot was seen yet. If it ignores the request, use reset.";
    }

    private PowerResult shutdown(VmPower input, MachineState before, CallContext call) {
        power.shutdown(input.name());
        int seconds = input.forceAfterSeconds().orElse(input.waitSeconds());
        call.progress(0, 1, "waiting up to " + seconds + " s for the guest to shut down");
        MachineState after =
                power.await(input.name(), MachineState.SHUT_OFF, Duration.ofSeconds(seconds), call::cancelled);
        if (after == MachineState.SHUT_OFF) {
            return new PowerResult(input.name(), before, after, false, Optional.empty());
        }
        if (input.forceAfterSeconds().isEmpty()) {
            return new PowerResult(
                    input.name(),
                    before,
                    after,
                    false,
                    Optional.of(
                            "The guest was asked to shut down, but is not down yet. If it ignores the request, use force_off."));
        }
        hypervisor.stop(input.name());
        after = power.await(input.name(), MachineState.SHUT_OFF, AT_ONCE, call::cancelled);
        return new PowerResult(
                input.name(),
                before,
                after,
                true,
                Optional.of("The guest did not shut down in " + seconds + " s and was switched off."));
    }
}
