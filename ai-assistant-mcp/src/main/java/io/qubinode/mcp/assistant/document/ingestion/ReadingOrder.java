package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order in which documents are read: small ones first, because a large one can take as long as hundreds of them. */
final class ReadingOrder {

    private static final long LARGE_BYTES = 256 << 10;

    private ReadingOrder() {}

    /** The same for the same documents, because the same documents must make the same index. */
    static List<DocumentFile> of(Collection<DocumentFile> documents) {
        return documents.stream()
                .sorted(Comparator.comparingLong(DocumentFile::size))
                .toList();
    }

    /** Whether all that was read before is made searchable before this one is read. */
    static boolean isLarge(DocumentFile document) {
        return document.size() > LARGE_BYTES;
    }
}
