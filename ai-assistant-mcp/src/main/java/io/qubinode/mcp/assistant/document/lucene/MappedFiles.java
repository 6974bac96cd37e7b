package io.qubinode.mcp.assistant.document.lucene;

import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Maps them into memory, as Lucene prefers on a JVM. */
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
final class MappedFiles implements IndexFiles {

    @Override
    public Directory in(Path folder) throws IOException {
        return FSDirectory.open(folder);
    }
}
