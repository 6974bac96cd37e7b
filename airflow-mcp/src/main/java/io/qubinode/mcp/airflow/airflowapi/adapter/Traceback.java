package io.qubinode.mcp.airflow.airflowapi.adapter;

import io.qubinode.mcp.airflow.airflowapi.LogEvent.Frame;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an exception, with what caused it, from the lines in which Python prints one. Memory is bounded by constants.
 *
 * @see <a href="https://docs.python.org/3/library/traceback.html">Python's tracebacks</a>
 */
final class Traceback {

    private static final String FIRST = "Traceback (most recent call last):";
    private static final Pattern FRAME = Pattern.compile("  File \"(.*)\", line (\\d{1,9}), in (.*)");
    private static final Pattern EXCEPTION = Pattern.compile("([A-Za-z_][\\w.<>]*)(?:: (.*))?");
    private static final String CAUSE = "The above exception was the direct cause of the following exception:";
    private static final String CONTEXT = "During handling of the above exception, another exception occurred:";
    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 10;

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Deque<Raised> raised = new ArrayDeque<>();
    private boolean inFrames;

    /** Whether this line belongs to an exception. */
    boolean takes(String line) {
        if (line.equals(FIRST)) {
            inFrames = true;
            return true;
        } else if (inFrames) {
            return takesOfFrames(line);
        }
        if (raised.isEmpty()) {
            return false;
        }
        boolean cause = line.equals(CAUSE);
        if (cause) {
            Raised origin = raised.removeFirst();
            raised.addFirst(new Raised(origin.type(), origin.message(), true, origin.frames()));
        }
        return cause || line.equals(CONTEXT) || line.isBlank();
    }

    private boolean takesOfFrames(String line) {
        Matcher frame = FRAME.matcher(line);
        if (frame.matches()) {
            frames.addLast(new Frame(frame.group(1), Integer.parseInt(frame.group(2)), frame.group(3)));
            if (frames.size() > MOST_FRAMES) {
                frames.removeFirst();
            }
            return true;
        }
        Matcher exception = EXCEPTION.matcher(line);
        if (exception.matches()) {
            String message = exception.group(2) == null ? "" : exception.group(2);
            raised.addFirst(new Raised(simpleName(exception.group(1)), message, false, List.copyOf(frames)));
            if (raised.size() > MOST_CAUSES) {
                raised.removeLast();
            }
            frames.clear();
            inFrames = false;
            return true;
        }
        return line.isBlank() || line.startsWith(" ");
    }

    /** The exception that was printed, outermost first; empty when none was. Forgets it. */
    List<Raised> taken() {
        List<Raised> whole = new ArrayList<>(raised);
        raised.clear();
        frames.clear();
        inFrames = false;
        return whole;
    }

    /** Airflow loads a DAG's file under a name that nobody knows. */
    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
