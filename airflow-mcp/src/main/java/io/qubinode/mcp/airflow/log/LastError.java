package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.TerminalText;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds out of a log in one line why the task failed: the last exception with what it came from, or else the last error. Not thread-safe. */
public final class LastError implements Consumer<LogEvent> {

    private static final Set<String> ERRORS = Set.of("error", "critical");
    private static final int LONGEST = 300;

    private Optional<String> exception = Optional.empty();
    private Optional<String> error = Optional.empty();

    @Override
    public void accept(LogEvent event) {
        if (!event.errors().isEmpty()) {
            Raised first = event.errors().getFirst();
            Raised origin = event.errors().getLast();
            exception = Optional.of(said(first) + (origin == first ? "" : ", from " + said(origin)));
        } else if (event.level().filter(ERRORS::contains).isPresent()
                && !event.text().isBlank()) {
            error = Optional.of(firstLine(event.text()));
        }
    }

    /** Without secrets; empty when the log tells of no error. */
    public Optional<String> text() {
        return exception.or(() -> error).map(text -> ForeignText.shown(text, LONGEST));
    }

    private static String said(Raised raised) {
        return raised.message().isBlank() ? raised.type() : raised.type() + ": " + firstLine(raised.message());
    }

    private static String firstLine(String text) {
        return TerminalText.shown(text).strip().lines().findFirst().orElse("");
    }
}
