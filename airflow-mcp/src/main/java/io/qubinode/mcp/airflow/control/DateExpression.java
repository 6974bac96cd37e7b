package io.qubinode.mcp.airflow.control;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Days as arguments. */
final class DateExpression {

    static final String PATTERN = "\\d{4}-\\d\\d-\\d\\d";
    static final String RULE = "must be a day such as 2026-11-24";

    private DateExpression() {}

    /**
     * The day.
     *
     * @throws ToolException {@code invalid_argument} when no calendar has it
     */
    static LocalDate of(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new ToolException(ErrorCode.INVALID_ARGUMENT, "There is no day " + text + ".", "It " + RULE + ".", e);
        }
    }
}
