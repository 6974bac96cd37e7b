package io.qubinode.mcp.assistant.document.lucene;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;

/**
 * Reads them, in a binary. Mapped ones need foreign functions and shared arenas, which not every native-image has. Words are found as fast;
 * comparing all vectors takes some 5 ms longer for 2,000 passages and 20 to 30 ms for 10,000, less than embedding the question.
 */
@Singleton
@IfBuildProperty(name = "quarkus.native.enabled", stringValue = "true")
final class ReadFiles implements IndexFiles {

    @Override
    public Directory in(Path folder) throws IOException {
        return new NIOFSDirectory(folder);
    }
}
