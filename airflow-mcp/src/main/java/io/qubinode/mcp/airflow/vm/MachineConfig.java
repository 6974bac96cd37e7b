package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.machine.JournalSettings;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How machines are made and what protects them: {@code airflow.machines}. */
public interface MachineConfig extends JournalSettings {

    /** Names of machines that no tool deletes; {@code *} stands for anything. */
    Optional<List<String>> protectedNames();

    /** Labels of machines that no tool deletes; {@code *} stands for anything. */
    Optional<List<String>> protectedLabels();

    /** How long create_vm waits for an address or SSH. */
    @WithDefault("3m")
    Duration bootTimeout();

    /** What a caller may want of cloud-init. */
    UserDataConfig userData();

    /** What a caller may want of cloud-init: {@code airflow.machines.user_data}. */
    interface UserDataConfig {

        /** Whether it may fetch more from elsewhere; nobody has seen what comes from there. */
        @WithDefault("refuse")
        Includes includes();
    }
}
