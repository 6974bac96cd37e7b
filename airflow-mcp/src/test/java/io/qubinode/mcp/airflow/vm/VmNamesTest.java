package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "test", "Test-1", "0", "a-b-c"})
    void takesHostNames(String name) {
        assertThat(name).matches(VmNames.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "a_b",
                "a.b",
                "a b",
                "../../etc/passwd",
                "a;rm -rf /",
                "$(id)",
                "<name>",
                "a&b",
                "a'b",
                "ä",
                "a\n",
                "a\u0000"
            })
    void takesNothingElse(String name) {
        assertThat(name).doesNotMatch(VmNames.PATTERN);
    }

    @Test
    void takesAtMost63Characters() {
        assertThat("a".repeat(63)).matches(VmNames.PATTERN);
        assertThat("a".repeat(64)).doesNotMatch(VmNames.PATTERN);
    }
}
