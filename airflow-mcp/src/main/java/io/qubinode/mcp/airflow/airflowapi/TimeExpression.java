package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Points in time as people and models write them. */
public final class TimeExpression {

    /** A date, a date with a time, or an age such as 90m, 24h or 7d. */
    public static final String PATTERN =
            "\\d{1,5}[mhd]|\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)?)?";

    public static final String RULE =
            "must be a date, a time such as 2026-11-24T05:00:00Z, or an age such as 90m, 24h or 7d";

    private TimeExpression() {}

    /**
     * The moment that is meant; UTC when no zone is named.
     *
     * @throws ToolException {@code invalid_argument} for a date that no calendar has
     */
    public static Instant of(String text, Instant now) {
        try {
            if (text.matches("\\d+[mhd]")) {
                long number = Long.parseLong(text.substring(0, text.length() - 1));
                return now.minus(
                        switch (text.charAt(text.length() - 1)) {
                            case 'm' -> Duration.ofMinutes(number);
                            case 'h' -> Duration.ofHours(number);
                            default -> Duration.ofDays(number);
                        });
            } else if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            boolean zoned = text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d");
            return OffsetDateTime.parse(zoned ? text : text + "Z").toInstant();
        } catch (DateTimeParseException e) {
            throw new ToolException(ErrorCode.INVALID_ARGUMENT, text + " is not a valid date.", "It " + RULE + ".", e);
        }
    }
}
