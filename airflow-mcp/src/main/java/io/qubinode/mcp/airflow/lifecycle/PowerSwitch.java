package io.qubinode.mcp.airflow.lifecycle;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.MachinePower;
import io.qubinode.mcp.airflow.libvirt.MachineState;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.PowerResult;
import io.qubinode.mcp.airflow.lifecycle.LifecycleTools.VmPower;
import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

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
        String operation = "vm_power " + input.action().name().toLowerCase(Locale.ROOT);
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
        MachineState before = power.state(input.name());
        Optional<MachineState> wanted = wanted(input.action());
        if (wanted.filter(before::equals).isPresent()) {
            return new PowerResult(input.name(), before, before, false, Optional.of("Nothing to do."));
        }
        check(input, before);
        return switch (input.action()) {
            case START -> done(input, before, () -> hypervisor.start(input.name()), call);
            case SHUTDOWN -> shutdown(input, before, call);
            case SUSPEND -> done(input, before, () -> power.suspend(input.name()), call);
            case RESUME -> done(input, before, () -> power.resume(input.name()), call);
            case FORCE_OFF -> done(input, before, () -> hypervisor.stop(input.name()), call);
            case REBOOT -> reboot(input, before, call);
            case RESET -> reset(input, before);
        };
    }

    /** The state that an action leads to; empty when it leads back to where it was. */
    private static Optional<MachineState> wanted(PowerAction action) {
        return switch (action) {
            case START, RESUME -> Optional.of(MachineState.RUNNING);
            case SHUTDOWN, FORCE_OFF -> Optional.of(MachineState.SHUT_OFF);
            case SUSPEND -> Optional.of(MachineState.PAUSED);
            case REBOOT, RESET -> Optional.empty();
        };
    }

    private static void check(VmPower input, MachineState before) {
        boolean off = before == MachineState.SHUT_OFF || before == MachineState.CRASHED;
        Optional<String> hint =
                switch (input.action()) {
                    case START -> off ? Optional.empty() : Optional.of("Use resume, or force_off first.");
                    case FORCE_OFF -> Optional.empty();
                    case RESUME -> off ? Optional.of("Use start.") : Optional.empty();
                    case SHUTDOWN, REBOOT ->
                        before == MachineState.RUNNING
                                ? Optional.empty()
                                : Optional.of(off ? "Use start." : "Its guest does not run; use resume or force_off.");
                    case SUSPEND, RESET -> off ? Optional.of("Use start.") : Optional.empty();
                };
        hint.ifPresent(next -> {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + input.name() + " is " + word(before) + ", so that it takes no "
                            + input.action().name().toLowerCase(Locale.ROOT) + ".",
                    next);
        });
    }

    private static String word(MachineState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private PowerResult done(VmPower input, MachineState before, Runnable act, CallContext call) {
        act.run();
        MachineState after = power.await(input.name(), wanted(input.action()).orElseThrow(), AT_ONCE, call::cancelled);
        return new PowerResult(input.name(), before, after, false, Optional.empty());
    }

    private PowerResult reset(VmPower input, MachineState before) {
        power.reset(input.name());
        return new PowerResult(input.name(), before, power.state(input.name()), false, Optional.of(BOOTS));
    }

    private PowerResult reboot(VmPower input, MachineState before, CallContext call) {
        int seconds = input.waitSeconds();
        call.progress(0, 1, "waiting up to " + seconds + " s for the guest to reboot");
        boolean rebooted = power.reboot(input.name(), Duration.ofSeconds(seconds), call::cancelled);
        MachineState after = power.state(input.name());
        return new PowerResult(input.name(), before, after, false, Optional.of(rebooted ? BOOTS : notRebooted(after)));
    }

    private static String notRebooted(MachineState after) {
        return after == MachineState.SHUT_OFF
                ? "The guest was asked to reboot and has shut down. Use start."
                : "The guest was asked and has not been seen to reboot yet. A guest that ignores it needs reset.";
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
                    Optional.of("The guest was asked and is not down yet. A guest that ignores it needs force_off."));
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
