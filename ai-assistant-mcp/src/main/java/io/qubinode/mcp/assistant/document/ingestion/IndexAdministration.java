package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.ingestion.IndexTools.Begun;
import io.qubinode.mcp.assistant.document.ingestion.IndexTools.IndexReport;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Hands an administrator's wishes to the thread that writes the index. */
@Singleton
final class IndexAdministration {

    private final DocumentIndex index;
    private final DocumentFolders folders;
    private final IngestionRequests requests;

    @Inject
    IndexAdministration(DocumentIndex index, DocumentFolders folders, IngestionRequests requests) {
        this.index = index;
        this.folders = folders;
        this.requests = requests;
    }

    IndexReport report() {
        IndexStatus status = index.status();
        return new IndexReport(
                status.files(),
                status.passages(),
                status.toRead(),
                status.toEmbed(),
                status.running(),
                status.lastIngestion().map(Instant::toString),
                status.leftAside(),
                status.trouble());
    }

    Begun read(boolean all) {
        requests.read(all);
        return new Begun(all ? "All documents are read again." : "New and changed documents are read.");
    }

    Begun remove(String source) {
        SourceGlob glob = SourceGlob.given(source);
        List<String> sources = sources();
        long meant = sources.stream().filter(glob::matches).count();
        if (meant == 0) {
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    "No document's path matches \"" + source + "\".",
                    Suggestions.hint(source, sources, "query_documents shows paths as source."));
        }
        requests.remove(glob);
        return new Begun(meant + (meant == 1 ? " document is" : " documents are") + " taken out.");
    }

    private List<String> sources() {
        try {
            return folders.documents().stream().map(DocumentFile::source).toList();
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "The documents' folders cannot be listed.",
                    "An operator must look at the folders that RAG_PATHS names.",
                    e);
        }
    }
}
