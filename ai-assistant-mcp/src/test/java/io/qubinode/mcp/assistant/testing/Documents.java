package io.qubinode.mcp.assistant.testing;

import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.EmbeddingConfig;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.GitConfig;
import io.qubinode.mcp.assistant.document.RepositorySize;
import io.qubinode.mcp.assistant.document.RerankConfig;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.StoreUrl;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of documents in folders and repositories. */
public record Documents(
        List<Path> paths, Path index, Optional<List<GitAddress>> repositories, Optional<TrustedCertificates> caFile)
        implements DocumentsConfig, GitConfig {

    @Override
    public GitConfig git() {
        return this;
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(100);
    }

    @Override
    public RepositorySize maxSizeMib() {
        return new RepositorySize(10);
    }

    @Override
    public Optional<List<SourceGlob>> include() {
        return Optional.empty();
    }

    @Override
    public List<SourceGlob> exclude() {
        return List.of();
    }

    @Override
    public boolean watch() {
        return true;
    }

    @Override
    public EmbeddingConfig embedding() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RerankConfig rerank() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoreUrl> storeUrl() {
        return Optional.empty();
    }
}
