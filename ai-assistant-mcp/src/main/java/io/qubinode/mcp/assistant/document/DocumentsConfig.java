package io.qubinode.mcp.assistant.document;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** Which documents can be searched: {@code ai_assistant.documents}. */
public interface DocumentsConfig {

    /** Folders with documents, or single files. */
    @WithDefault("docs")
    List<Path> paths();

    /** The folder that keeps the search index; made when it is not there. */
    @WithDefault(".qubinode/index")
    Path index();
}
