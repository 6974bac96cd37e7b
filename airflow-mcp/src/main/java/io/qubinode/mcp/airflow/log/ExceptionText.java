package io.qubinode.mcp.airflow.log;

import io.qubinode.mcp.airflow.airflowapi.LogEvent.Frame;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import java.util.ArrayList;
import java.util.List;

/** An exception as lines of text: what it says, its notes, where it was raised, the members of a group, and what it came from. */
final class ExceptionText {

    private static final int MOST_FRAMES = 5;
    private static final int MOST_MEMBERS = 10;
    private static final int DEEPEST = 4;
    private static final String INDENT = "    ";

    private final List<String> lines = new ArrayList<>();

    private ExceptionText() {}

    static List<String> lines(List<Raised> chain) {
        var text = new ExceptionText();
        text.add(chain, "", "", 0);
        return text.lines;
    }

    private void add(List<Raised> chain, String indent, String number, int depth) {
        for (int i = 0; i < chain.size(); i++) {
            Raised raised = chain.get(i);
            String link = i == 0 ? number : raised.cause() ? "caused by " : "while handling ";
            String message = raised.message().isEmpty() ? "" : ": " + raised.message();
            add(indent + link + raised.type() + message, indent);
            raised.notes().forEach(note -> add(indent + INDENT + "note: " + note, indent + INDENT));
            addFrames(raised.frames(), indent + INDENT);
            addMembers(raised.members(), indent + INDENT, depth);
        }
    }

    private void add(String text, String indent) {
        List<String> parts = text.lines().toList();
        lines.add(parts.isEmpty() ? text : parts.getFirst());
        parts.stream().skip(1).forEach(part -> lines.add(indent + part));
    }

    private void addFrames(List<Frame> frames, String indent) {
        List<Frame> own = frames.stream()
                .filter(frame -> !frame.file().contains("/site-packages/"))
                .toList();
        List<Frame> shown = own.isEmpty() ? frames : own;
        shown.stream()
                .skip(Math.max(0, shown.size() - MOST_FRAMES))
                .forEach(frame -> lines.add(
                        indent + "at " + frame.function() + " (" + name(frame.file()) + ":" + frame.line() + ")"));
    }

    private void addMembers(List<List<Raised>> members, String indent, int depth) {
        int shown = depth == DEEPEST ? 0 : Math.min(MOST_MEMBERS, members.size());
        for (int i = 0; i < shown; i++) {
            add(members.get(i), indent, "[" + (i + 1) + "] ", depth + 1);
        }
        if (shown < members.size()) {
            lines.add(indent + "and " + (members.size() - shown) + " more exceptions");
        }
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
