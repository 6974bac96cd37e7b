package io.qubinode.mcp.airflow.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackfillDaysTest {

    private static BackfillDays days(String from, String to, String zone, String schedule) {
        return new BackfillDays(
                LocalDate.parse(from), LocalDate.parse(to), ZoneId.of(zone), Optional.ofNullable(schedule));
    }

    private static List<Instant> dates(String... dates) {
        return Stream.of(dates).map(Instant::parse).toList();
    }

    @Test
    void countsByTheZoneWhereItHasAName() {
        BackfillDays days = days("2026-07-03", "2026-07-03", "Europe/Berlin", null);
        assertThat(days.earliest()).isEqualTo("2026-07-02T22:00:00Z");
        assertThat(days.latest()).isEqualTo("2026-07-03T21:59:59Z");
        assertThat(days.said(List.of())).contains(" The days are those of Europe/Berlin, the DAG's zone.");
    }

    /** As of a DAG in Berlin whose next run is in winter. */
    @Test
    void countsByTheOffsetAtEachDateWhereOnlyThatOfTheNextRunIsKnown() {
        BackfillDays days = days("2026-10-24", "2026-10-26", "UTC+01:00", "30 0 * * *");
        List<Instant> shown = dates(
                "2026-10-22T22:30:00Z",
                "2026-10-23T22:30:00Z",
                "2026-10-24T22:30:00Z",
                "2026-10-25T23:30:00Z",
                "2026-10-26T23:30:00Z");
        assertThat(days.of(shown)).isEqualTo(shown.subList(1, 4));
        assertThat(days.of(shown)).allSatisfy(date -> assertThat(date).isBetween(days.earliest(), days.latest()));
        assertThat(days.said(days.of(shown)))
                .contains(" The days are those of UTC+02:00 and UTC+01:00, the DAG's zone.");
    }

    @Test
    void saysNothingOfUtc() {
        BackfillDays days = days("2026-11-01", "2026-11-01", "Z", "0 2 * * *");
        List<Instant> one = dates("2026-11-01T02:00:00Z");
        assertThat(days.of(one)).isEqualTo(one);
        assertThat(days.said(one)).isEmpty();
    }
}
