package io.qubinode.mcp.security.task;

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

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
