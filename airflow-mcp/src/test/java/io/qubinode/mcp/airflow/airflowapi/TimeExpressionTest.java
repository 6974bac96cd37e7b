package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeExpressionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void readsAgesDatesAndTimes() {
        assertThat(TimeExpression.of("90m", NOW)).isEqualTo("2026-11-24T10:30:00Z");
        assertThat(TimeExpression.of("24h", NOW)).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(TimeExpression.of("7d", NOW)).isEqualTo("2026-11-17T12:00:00Z");
        assertThat(TimeExpression.of("2026-11-01", NOW)).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(TimeExpression.of("2026-11-01T05:00", NOW)).isEqualTo("2026-11-01T05:00:00Z");
        assertThat(TimeExpression.of("2026-11-01T05:00:00+02:00", NOW)).isEqualTo("2026-11-01T03:00:00Z");
    }

    @Test
    void refusesADayThatNoCalendarHas() {
        assertThatThrownBy(() -> TimeExpression.of("2026-02-30", NOW))
                .hasMessageContaining("2026-02-30 is not a valid date");
    }
}
