package io.qubinode.mcp.security.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;

/** What the caller of a task tells it, as JSON that any replica can pass on. */
final class TaskMessages {

    private static final String ANSWERS = "answers";

    private TaskMessages() {}

    static ObjectNode cancel() {
        return ToolJson.MAPPER.createObjectNode();
    }

    /** @param answers by the keys of the questions */
    static ObjectNode answers(ObjectNode answers) {
        return cancel().set(ANSWERS, answers);
    }

    static void deliver(ObjectNode message, RunningTask task) {
        if (message.get(ANSWERS) instanceof ObjectNode answers) {
            task.answer(answers);
        } else {
            task.cancel();
        }
    }
}
