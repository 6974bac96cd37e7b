package io.qubinode.mcp.assistant.document;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which documents can be searched: {@code ai_assistant.documents}. */
public interface DocumentsConfig {

    /** Folders with documents, or single files. */
    @WithDefault("docs")
    List<Path> paths();

    /** Which documents of the folders are read, as globs over their paths there; all when omitted. */
    Optional<List<SourceGlob>> include();

    /** Which are not; by default settings that look like they hold secrets, and what others wrote. */
    @WithDefault(
            "*secret*.y*ml,*secret*.json,*secret*.toml,*secret*.ini,*secret*.c*f*,*vault*.y*ml,*vault*.json,*vault*.toml,"
                    + "*vault*.ini,*vault*.c*f*,**/node_modules/**,**/site-packages/**")
    List<SourceGlob> exclude();

    /** Whether changes of the documents are detected while the service runs. */
    @WithDefault("true")
    boolean watch();

    /** Repositories with documents. */
    GitConfig git();

    /** The folder that keeps the search index; made when it is not there. */
    @WithDefault(".qubinode/index")
    Path index();

    /** What knows what the documents mean. */
    EmbeddingConfig embedding();

    /** What looks at the best passages once more. */
    RerankConfig rerank();

    /** Where replicas share documents, with the index as each one's copy; without it there is only the index. */
    Optional<StoreUrl> storeUrl();
}
