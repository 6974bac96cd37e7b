package io.qubinode.mcp.security.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinearExpressionsTest {

    /** It ends at once; with the platform's expressions the first would not in a lifetime, and the second fills the stack. */
    @Test
    @Timeout(60)
    void noPatternOfAnotherTakesForEverOrFillsTheStack() {
        assertThat(fits("^(a+)+$", "a".repeat(60) + "!")).isFalse();
        assertThat(fits("^(a|b)*$", "ab".repeat(100_000))).isTrue();
    }

    @Test
    void looksAnywhereInTheText() {
        assertThat(fits("b+", "abc")).isTrue();
        assertThat(fits("^b+$", "abc")).isFalse();
    }

    @Test
    void leavesWhatItCannotMatchToAirflow() {
        assertThat(LinearExpressions.canMatch("^(?!root$).*$")).isFalse();
        assertThat(fits("^(?!root$).*$", "root")).isTrue();
        assertThat(LinearExpressions.canMatch("[")).isFalse();
    }

    private static boolean fits(String pattern, String text) {
        return new LinearExpressions().getRegularExpression(pattern).matches(text);
    }
}
