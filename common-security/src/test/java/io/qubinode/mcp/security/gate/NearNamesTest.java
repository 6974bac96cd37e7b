package io.qubinode.mcp.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {

    private static final List<String> DAGS = List.of("provision_vm", "failing_backup", "nightly_cleanup");

    @Test
    void findsAMisspelledName() {
        assertThat(NearNames.of("provison_vm", DAGS)).containsExactly("provision_vm");
    }

    @Test
    void findsANameOfWhichAPartWasGiven() {
        assertThat(NearNames.of("Backup", DAGS)).containsExactly("failing_backup");
    }

    @Test
    void findsNothingNearSomethingElse() {
        assertThat(NearNames.hint("zzzzzzzz", DAGS, "List them.")).isEqualTo("List them.");
        assertThat(NearNames.of("x".repeat(1_000_000), DAGS)).isEmpty();
    }
}
