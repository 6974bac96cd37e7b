package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents that cannot be read, as they were when that was tried. Of this process only: after a restart, maybe with more memory or a
 * newer reader, each is tried once more. Used by one thread.
 */
final class LeftOutDocuments {

    private record LeftOut(String hash, String reason) {}

    private final Map<String, LeftOut> byKey = new HashMap<>();

    void add(DocumentFile document, String hash, String reason) {
        byKey.put(document.key(), new LeftOut(hash, reason));
    }

    /** Why a document is left out; empty when it has changed since, or never was. */
    Optional<String> reason(DocumentFile document, String hash) {
        return Optional.ofNullable(byKey.get(document.key()))
                .filter(before -> before.hash().equals(hash))
                .map(LeftOut::reason);
    }

    void keepOnly(List<DocumentFile> documents) {
        byKey.keySet().retainAll(documents.stream().map(DocumentFile::key).toList());
    }

    void clear() {
        byKey.clear();
    }
}
