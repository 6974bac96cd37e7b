package io.qubinode.mcp.security.task;

import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.ToolError;
import io.qubinode.mcp.security.tool.Questions.Question;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A task at one moment.
 *
 * @param created in whole seconds, as all times of answers
 * @param message what it does just now, or why it failed; may be empty
 * @param questions those that its client has not answered yet
 * @param answer of one that is completed without an error
 * @param error of one that is completed with an error, or failed
 */
public record TaskView(
        String id,
        TaskStatus status,
        String message,
        Instant created,
        Instant updated,
        List<Question> questions,
        Optional<ToolAnswer> answer,
        Optional<ToolError> error) {

    public TaskView {
        created = created.truncatedTo(ChronoUnit.SECONDS);
        updated = updated.truncatedTo(ChronoUnit.SECONDS);
        questions = List.copyOf(questions);
    }
}
