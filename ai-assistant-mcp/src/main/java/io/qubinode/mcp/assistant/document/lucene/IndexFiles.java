package io.qubinode.mcp.assistant.document.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;

/** How the files of the index are read. The build chooses: what it does not choose is not in the service. */
@FunctionalInterface
interface IndexFiles {

    Directory in(Path folder) throws IOException;
}
