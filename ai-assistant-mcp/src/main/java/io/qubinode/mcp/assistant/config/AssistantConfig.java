package io.qubinode.mcp.assistant.config;

import io.qubinode.mcp.assistant.chat.ChatConfig;
import io.qubinode.mcp.assistant.chat.ChatModelConfig;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.status.StatusConfig;
import io.qubinode.mcp.security.config.McpConfig;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tree {@code ai_assistant} of {@code mcp-servers.yml}. */
@ConfigMapping(prefix = "ai_assistant", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface AssistantConfig {

    /** In {@code mcp.tools}, every tool. */
    String ALL_TOOLS = "all";

    /** What {@code mcp.tools} may name. */
    Set<String> TOOL_NAMES = Set.of(
            ALL_TOOLS,
            "query_documents",
            "chat_with_context",
            "get_project_status",
            "get_index_status",
            "ingest_documents",
            "remove_documents");

    /** The service. */
    Mcp mcp();

    /** The documents. */
    DocumentsConfig documents();

    /** The language model. */
    ChatModelConfig model();

    /** How answers are made. */
    ChatConfig chat();

    /** What the project's status is made from. */
    StatusConfig status();

    /** The service. */
    interface Mcp extends McpConfig {

        /** The tools that are offered; all but those for the index when omitted. */
        Optional<List<String>> tools();
    }
}
