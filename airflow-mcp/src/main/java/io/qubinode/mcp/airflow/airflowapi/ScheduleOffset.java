package io.qubinode.mcp.airflow.airflowapi;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The offset from UTC in which a DAG's schedule is meant. Airflow 3 names its own default timezone in place of the DAG's
 * ({@code airflow.models.dag.DagModel.timezone}), but its next run tells.
 */
public final class ScheduleOffset {

    private static final Pattern AT_ONE_TIME_OF_DAY = Pattern.compile("(\\d{1,2}) (\\d{1,2}) [^ ]+ [^ ]+ [^ ]+");
    private static final int HALF_A_DAY = 12 * 60;

    private ScheduleOffset() {}

    /** Of a cron expression with one time of day; empty for any other, or without a next run. */
    public static Optional<ZoneOffset> of(String schedule, Optional<Instant> nextRun) {
        Matcher cron = AT_ONE_TIME_OF_DAY.matcher(schedule.strip());
        if (nextRun.isEmpty() || !cron.matches()) {
            return Optional.empty();
        }
        int minute = Integer.parseInt(cron.group(1));
        int hour = Integer.parseInt(cron.group(2));
        if (minute > 59 || hour > 23) {
            return Optional.empty();
        }
        LocalTime utc = nextRun.get().atZone(ZoneOffset.UTC).toLocalTime();
        long minutes = Duration.between(utc, LocalTime.of(hour, minute)).toMinutes();
        long nearest = Math.floorMod(minutes + HALF_A_DAY, 2 * HALF_A_DAY) - HALF_A_DAY;
        return Optional.of(ZoneOffset.ofTotalSeconds((int) nearest * 60));
    }
}
