package io.qubinode.mcp.security.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    private static final List<String> DAGS = List.of("provision_vm", "failing_backup", "nightly_cleanup");

    @Test
    void findsAMisspelledName() {
        assertThat(Suggestions.of("provison_vm", DAGS)).containsExactly("provision_vm");
    }

    @Test
    void findsANameOfWhichAPartWasGiven() {
        assertThat(Suggestions.of("Backup", DAGS)).containsExactly("failing_backup");
    }

    @Test
    void findsNothingNearSomethingElse() {
        assertThat(Suggestions.hint("zzzzzzzz", DAGS, "List them.")).isEqualTo("List them.");
        assertThat(Suggestions.of("x".repeat(1_000_000), DAGS)).isEmpty();
    }
}
