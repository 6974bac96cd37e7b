package io.qubinode.mcp.airflow.control;

import io.qubinode.mcp.airflow.airflowapi.DagDetails;
import io.qubinode.mcp.airflow.airflowapi.ScheduleOffset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Days of a DAG's schedule in the schedule's timezone. Airflow 2 names that. Of Airflow 3 only the offset at a run is known, which is
 * another one in summer than in winter: there each date tells its own.
 *
 * @param from the first day
 * @param to the last day, included
 * @param zone by which the days are counted where dates do not tell their offset
 * @param schedule the cron expression that tells it
 */
record BackfillDays(LocalDate from, LocalDate to, ZoneId zone, Optional<String> schedule) {

    // Beyond them the day is another one wherever the zone is.
    private static final ZoneOffset EASTERNMOST = ZoneOffset.ofHours(14);
    private static final ZoneOffset WESTERNMOST = ZoneOffset.ofHours(-12);

    static BackfillDays of(DagDetails dag, LocalDate from, LocalDate to) {
        ZoneId zone = zone(dag);
        return new BackfillDays(
                from, to, zone, dag.schedule().filter(cron -> zone.getRules().isFixedOffset() && tells(cron)));
    }

    private static boolean tells(String cron) {
        return ScheduleOffset.of(cron, Optional.of(Instant.EPOCH)).isPresent();
    }

    /** The DAG's own; Java knows all names that Python does, but need not know those of tomorrow. */
    private static ZoneId zone(DagDetails dag) {
        try {
            return dag.timezone()
                    .map(ZoneId::of)
                    .filter(zone -> !zone.getId().equals("UTC"))
                    .orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    /** No date of these days is before. */
    Instant earliest() {
        return from.atStartOfDay(schedule.isPresent() ? EASTERNMOST : zone).toInstant();
    }

    /** No date of these days is after. */
    Instant latest() {
        ZoneId last = schedule.isPresent() ? WESTERNMOST : zone;
        return to.plusDays(1).atStartOfDay(last).toInstant().minusSeconds(1);
    }

    /** Those of the dates that are in these days, in their order. */
    List<Instant> of(List<Instant> dates) {
        return dates.stream()
                .filter(date -> {
                    LocalDate day = date.atOffset(offset(date)).toLocalDate();
                    return !day.isBefore(from) && !day.isAfter(to);
                })
                .sorted()
                .toList();
    }

    private ZoneOffset offset(Instant date) {
        return schedule.flatMap(cron -> ScheduleOffset.of(cron, Optional.of(date)))
                .orElseGet(() -> zone.getRules().getOffset(date));
    }

    /** A sentence about the zone, for days that are not those of UTC. */
    Optional<String> said(List<Instant> dates) {
        String name = schedule.isEmpty()
                ? zone.getId()
                : dates.stream()
                        .map(date -> ZoneId.ofOffset("UTC", offset(date)).getId())
                        .distinct()
                        .collect(Collectors.joining(" and "));
        return Optional.of(name)
                .filter(zone -> !zone.isEmpty() && !zone.equals("UTC") && !zone.equals("Z"))
                .map(zone -> " The days are those of " + zone + ", the DAG's zone.");
    }
}
