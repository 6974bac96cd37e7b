package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleOffsetTest {

    @ParameterizedTest
    @CsvSource({
        "30 3 * * *,2026-12-02T02:30:00Z,+01:00",
        "0 2 * * *,2026-12-02T02:00:00Z,Z",
        "0 1 * * 1,2026-12-01T23:00:00Z,+02:00",
        "0 22 * * *,2026-12-02T03:00:00Z,-05:00",
        "15 5 1 * *,2026-12-01T23:45:00Z,+05:30"
    })
    void isToldByTheNextRun(String cron, Instant next, String offset) {
        assertThat(ScheduleOffset.of(cron, Optional.of(next))).contains(ZoneOffset.of(offset));
    }

    @Test
    void isNotKnownOfOtherSchedules() {
        Optional<Instant> next = Optional.of(Instant.parse("2026-12-02T02:30:00Z"));
        assertThat(ScheduleOffset.of("0 * * * *", next)).isEmpty();
        assertThat(ScheduleOffset.of("0 2,4 * * *", next)).isEmpty();
        assertThat(ScheduleOffset.of("99 2 * * *", next)).isEmpty();
        assertThat(ScheduleOffset.of("1 day, 0:00:00", next)).isEmpty();
        assertThat(ScheduleOffset.of("0 2 * * *", Optional.empty())).isEmpty();
    }
}
