package io.qubinode.mcp.assistant.config;

import io.qubinode.mcp.assistant.chat.ChatConfig;
import io.qubinode.mcp.assistant.chat.ChatModelConfig;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingConfig;
import io.qubinode.mcp.assistant.document.Reranker;
import io.qubinode.mcp.assistant.document.ingestion.IndexTools;
import io.qubinode.mcp.assistant.document.onnx.LocalEmbedder;
import io.qubinode.mcp.assistant.document.openai.EmbeddingService;
import io.qubinode.mcp.assistant.document.rerank.RerankService;
import io.qubinode.mcp.assistant.status.StatusConfig;
import io.qubinode.mcp.security.config.McpConfig;
import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.permission.ToolOffer;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Hands the parts of the settings to those who need them. */
@Singleton
final class AssistantBeans {

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("ai-assistant-mcp", "ai_assistant", "MCP_SERVER_ENABLED");
    }

    @Produces
    @Singleton
    McpConfig mcp(AssistantConfig config) {
        return config.mcp();
    }

    @Produces
    @Singleton
    DocumentsConfig documents(AssistantConfig config) {
        return config.documents();
    }

    /** The embedding service where one is configured, our own models otherwise. */
    @Produces
    @Singleton
    Embedder meaning(DocumentsConfig config, Instance<LocalEmbedder> own) {
        EmbeddingConfig service = config.embedding();
        return service.url().isPresent() && service.name().isPresent() ? new EmbeddingService(service) : own.get();
    }

    /** The reranking service where one is configured, nobody otherwise. */
    @Produces
    @Singleton
    Reranker reranker(DocumentsConfig config) {
        return config.rerank().url().isPresent() ? new RerankService(config.rerank()) : Reranker.NONE;
    }

    @Produces
    @Singleton
    ChatModelConfig model(AssistantConfig config) {
        return config.model();
    }

    @Produces
    @Singleton
    ChatConfig chat(AssistantConfig config) {
        return config.chat();
    }

    @Produces
    @Singleton
    StatusConfig status(AssistantConfig config) {
        return config.status();
    }

    @Produces
    @Singleton
    ToolOffer offer(AssistantConfig config) {
        Optional<List<String>> offered = config.mcp().tools();
        return tool -> offered.map(names -> names.contains(tool.name()) || names.contains(AssistantConfig.ALL_TOOLS))
                .orElse(!tool.group().equals(IndexTools.GROUP));
    }
}
