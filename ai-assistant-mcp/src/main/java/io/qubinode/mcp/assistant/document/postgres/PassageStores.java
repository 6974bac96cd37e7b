package io.qubinode.mcp.assistant.document.postgres;

import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.ingestion.PassageIndex;
import io.qubinode.mcp.assistant.document.ingestion.PassageStore;
import io.qubinode.mcp.assistant.document.ingestion.SharedPassageStore;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Chooses where documents are kept: in this process's index alone, or in a database that replicas share. */
@Singleton
final class PassageStores {

    @Produces
    @Singleton
    @Typed(PassageStore.class)
    PassageStore store(DocumentsConfig config, Embedder meaning, PassageIndex index) {
        return config.storeUrl()
                .<PassageStore>map(url -> new SharedPassageStore(new PostgresStore(url, meaning), index))
                .orElse(index);
    }
}
