package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a client wants to hear of.
 *
 * @param tools whether of changes of the list of tools
 * @param resources whether of changes of the list of resources
 * @param uris the resources whose changes it asks for
 * @param tasks the ids of its tasks
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions">MCP 2026-07-28: Subscriptions</a>
 */
record SubscriptionFilter(boolean tools, boolean resources, Set<String> uris, Set<String> tasks) {

    static final int MOST_RESOURCES = 1_000;
    // Each is looked at once a second.
    static final int MOST_TASKS = 100;

    private static final String WANTED = "notifications";
    private static final String TOOLS = "toolsListChanged";
    private static final String RESOURCES = "resourcesListChanged";
    private static final String URIS = "resourceSubscriptions";
    private static final String TASKS = "taskIds";

    /**
     * @param params of the request to listen
     * @throws ToolException {@code invalid_argument}
     */
    static SubscriptionFilter of(ObjectNode params) {
        if (!(params.path(WANTED) instanceof ObjectNode wanted)) {
            throw wrong("The request lacks the object params." + WANTED + ".");
        }
        return new SubscriptionFilter(
                wanted.path(TOOLS).asBoolean(),
                wanted.path(RESOURCES).asBoolean(),
                texts(wanted, URIS, MOST_RESOURCES),
                texts(wanted, TASKS, MOST_TASKS));
    }

    /** Whether a request to listen asks for tasks. */
    static boolean namesTasks(ObjectNode params) {
        return params.path(WANTED).hasNonNull(TASKS);
    }

    private static Set<String> texts(ObjectNode wanted, String name, int most) {
        JsonNode asked = wanted.path(name);
        if (!asked.isMissingNode()
                && !asked.isNull()
                && !(asked.isArray() && asked.valueStream().allMatch(JsonNode::isTextual))) {
            throw wrong("params." + WANTED + "." + name + " is not a list of strings.");
        }
        if (asked.size() > most) {
            throw wrong("params." + WANTED + "." + name + " has more than " + most + " members.");
        }
        return asked.valueStream().map(JsonNode::textValue).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static ToolException wrong(String what) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, what, "");
    }

    /** Without what there is not, and without resources and tasks that the client may not know of. */
    SubscriptionFilter only(boolean hasTools, boolean hasResources, Predicate<String> uri, Predicate<String> task) {
        return new SubscriptionFilter(
                tools && hasTools, resources && hasResources, matching(uris, uri), matching(tasks, task));
    }

    private static Set<String> matching(Set<String> all, Predicate<String> wanted) {
        return all.stream().filter(wanted).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** As the client is told what it will hear of. */
    ObjectNode json() {
        ObjectNode json = ToolJson.MAPPER.createObjectNode();
        if (tools) {
            json.put(TOOLS, true);
        }
        if (resources) {
            json.put(RESOURCES, true);
        }
        if (!uris.isEmpty()) {
            uris.forEach(json.putArray(URIS)::add);
        }
        if (!tasks.isEmpty()) {
            tasks.forEach(json.putArray(TASKS)::add);
        }
        return json;
    }
}
