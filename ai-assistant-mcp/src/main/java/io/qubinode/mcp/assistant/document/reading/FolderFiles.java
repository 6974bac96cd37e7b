package io.qubinode.mcp.assistant.document.reading;

import io.qubinode.mcp.assistant.document.UnreadDocument;
import java.util.List;

/**
 * What is in the documents' folders.
 *
 * @param documents in the order of folders and paths
 * @param skipped files that are not read as documents, and why
 */
public record FolderFiles(List<DocumentFile> documents, List<UnreadDocument> skipped) {

    public FolderFiles {
        documents = List.copyOf(documents);
        skipped = List.copyOf(skipped);
    }
}
