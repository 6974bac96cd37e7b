package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A domain's state, and why.
 *
 * @param state the state
 * @param reason libvirt's reason in a word, where it tells more than the state: {@code io_error}, {@code crashed}, {@code user}…
 * @param saved whether its memory is saved: the next start continues from there, with the definition of then
 */
public record MachineStatus(MachineState state, Optional<String> reason, boolean saved) {

    // In libvirt's order: virDomainPausedReason, virDomainShutoffReason, virDomainCrashedReason of
    // https://libvirt.org/html/libvirt-libvirt-domain.html
    private static final Map<MachineState, List<String>> REASONS = Map.of(
            MachineState.PAUSED,
            List.of(
                    "",
                    "user",
                    "migration",
                    "save",
                    "dump",
                    "io_error",
                    "watchdog",
                    "from_snapshot",
                    "shutting_down",
                    "snapshot",
                    "crashed",
                    "starting_up",
                    "postcopy",
                    "postcopy_failed",
                    "api_error"),
            MachineState.SHUT_OFF,
            List.of("", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot", "daemon"),
            MachineState.CRASHED,
            List.of("", "panicked"));
    private static final Set<String> ORDINARY = Set.of("", "shutdown", "destroyed", "daemon");

    /** A state of which no more is known. */
    public static MachineStatus of(MachineState state) {
        return new MachineStatus(state, Optional.empty(), false);
    }

    /**
     * As libvirt tells it.
     *
     * @param reason libvirt's number, which means something else for each state
     */
    static MachineStatus of(MachineState state, int reason, boolean saved) {
        List<String> words = REASONS.getOrDefault(state, List.of());
        return new MachineStatus(
                state,
                reason >= 0 && reason < words.size()
                        ? Optional.of(words.get(reason)).filter(word -> !ORDINARY.contains(word))
                        : Optional.empty(),
                saved);
    }

    /**
     * Refuses what needs a machine that is off.
     *
     * @throws ToolException {@code wrong_state} when it is not, or has a saved state
     */
    public void mustBeOff(String machine) {
        if (state != MachineState.SHUT_OFF) {
            String word = state.name().toLowerCase(Locale.ROOT);
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + machine + " is not shut off: it is " + word
                            + reason.map(why -> " (" + why + ")").orElse("") + ".",
                    howToSwitchOff());
        }
        mustNotBeSaved(machine);
    }

    /** What vm_power can do so that it is off; the guest of a machine that is paused, sleeps or crashed hears no shutdown. */
    public String howToSwitchOff() {
        return switch (state) {
            case PAUSED ->
                reason.filter("io_error"::equals).isPresent()
                        ? "Its storage failed: fix that, then use vm_power resume and shutdown, or force_off."
                        : "Use vm_power resume and then shutdown, or force_off.";
            case SUSPENDED -> "Its guest sleeps: use vm_power resume, which wakes it, and then shutdown; or force_off.";
            case CRASHED -> "Use vm_power force_off.";
            case NO_STATE, RUNNING, IDLE, SHUTTING_DOWN, SHUT_OFF -> "Use vm_power with action shutdown first.";
        };
    }

    /** Whether its guest can do something, such as give memory back. */
    public boolean isResponsive() {
        return state != MachineState.CRASHED && state != MachineState.SUSPENDED;
    }

    /**
     * Refuses what a saved state would make untrue or harm: it continues with the disks and the definition of when it was saved.
     *
     * @throws ToolException {@code wrong_state} when there is one
     */
    public void mustNotBeSaved(String machine) {
        if (saved) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Virtual machine " + machine + " has a saved state, from which its next start continues.",
                    "Use vm_power start and then shutdown, or vm_power discard_saved_state, which loses what was in its"
                            + " memory.");
        }
    }
}
