package io.qubinode.mcp.endpoints.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.endpoints.http.Problem;
import io.qubinode.mcp.security.catalogue.ToolAnswer;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.task.TaskStatus;
import io.qubinode.mcp.security.task.TaskView;

/** What tools answer, now or later, in the JSON of REST. */
final class TaskJson {

    private TaskJson() {}

    static ObjectNode content(ToolAnswer answer) {
        return answer.structured()
                .orElseGet(() -> ToolJson.MAPPER.createObjectNode().putPOJO("content", answer.blocks()));
    }

    /** Whatever has a problem has failed, unless it was cancelled. */
    static ObjectNode of(TaskView task) {
        boolean isFailed = task.error().isPresent() && task.status() != TaskStatus.CANCELLED;
        ObjectNode json = ToolJson.MAPPER
                .createObjectNode()
                .put("id", task.id())
                .put(
                        "status",
                        isFailed ? TaskStatus.FAILED.key() : task.status().key())
                .put("created_at", task.created().toString())
                .put("updated_at", task.updated().toString());
        if (!task.message().isEmpty()) {
            json.put("message", task.message());
        }
        task.answer().ifPresent(answer -> json.set("result", content(answer)));
        task.error().ifPresent(error -> json.set("problem", Problem.of(error)));
        return json;
    }
}
