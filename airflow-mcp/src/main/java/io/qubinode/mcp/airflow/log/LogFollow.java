package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.TaskTry;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.time.Duration;
import java.util.Optional;

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
     * @throws ToolException {@code cancelled} when the caller gives up
     */
    void read(TaskTry attempt, LogWindow window, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        long reported = 0;
        Optional<String> token = airflow.followLog(attempt, Optional.empty(), window);
        while (token.isPresent() && System.nanoTime() < deadline) {
            call.checkCancelled();
            if (window.total() > reported) {
                reported = window.total();
                call.progress(reported, 0, message(window));
            }
            pause(Math.min(PAUSE.toMillis(), Math.max(1, (deadline - System.nanoTime()) / 1_000_000)));
            token = airflow.followLog(attempt, token, window);
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
