package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the log of a running try and what is added to it, until the try ends or the time is over. */
final class LogFollow {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST_MESSAGE = 200;

    private final Airflow airflow;
    private final CallContext call;

    LogFollow(Airflow airflow, CallContext call) {
        this.airflow = airflow;
        this.call = call;
    }

    /**
     * Follows.
     *
     * @param windows new ones, for reading from the beginning
     * @throws ToolException {@code cancelled} when the caller gives up; otherwise when Airflow refuses. One that cannot be reached for a
     *     moment ends nothing
     */
    void read(TaskTry attempt, Supplier<LogWindow> windows, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        long reported = 0;
        LogWindow window = windows.get();
        Optional<String> token = Optional.empty();
        boolean grows = true;
        while (grows) {
            call.checkCancelled();
            try {
                token = airflow.followLog(attempt, token, window);
                grows = token.isPresent();
            } catch (ToolException e) {
                if (!e.error().code().isTransient()) {
                    throw e;
                }
                // Part of what comes after the token may have been read.
                window = windows.get();
                token = Optional.empty();
            }
            if (window.total() > reported) {
                reported = window.total();
                call.progress(reported, 0, message(window));
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            grows = grows && left > 0;
            if (grows) {
                pause(Math.min(PAUSE.toMillis(), left));
            }
        }
    }

    private static String message(LogWindow window) {
        String line = window.lastLine();
        return "Line " + window.total() + ": "
                + (line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…");
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }
}
