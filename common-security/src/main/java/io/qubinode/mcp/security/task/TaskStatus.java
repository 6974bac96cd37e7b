package io.qubinode.mcp.security.task;

import io.qubinode.mcp.security.tool.Questions.Question;
import java.util.List;
import java.util.Locale;

/**
 * How far a task is.
 *
 * @see <a href="https://github.com/modelcontextprotocol/ext-tasks">MCP's extension for tasks</a>
 */
public enum TaskStatus {
    WORKING,
    /** It waits for answers of its client. */
    INPUT_REQUIRED,
    /** There is an answer, or an error that the tool itself reports. */
    COMPLETED,
    /** It broke, or the service ended first. */
    FAILED,
    CANCELLED;

    /** Of a task that has not ended. */
    static TaskStatus ofOpen(List<Question> questions) {
        return questions.isEmpty() ? WORKING : INPUT_REQUIRED;
    }

    public boolean isTheEnd() {
        return this != WORKING && this != INPUT_REQUIRED;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
