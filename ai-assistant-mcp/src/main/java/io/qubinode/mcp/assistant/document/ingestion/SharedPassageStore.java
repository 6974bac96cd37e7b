package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Documents that several replicas share: one of them reads a document and finds out what it means, all search it. What is shared is
 * the truth; each replica searches a copy of its own, so that a search needs no network and ranks the same everywhere.
 */
public final class SharedPassageStore implements PassageStore {

    private static final Logger LOG = Logger.getLogger(SharedPassageStore.class);

    private static final Duration LONGEST_WAIT_FOR_OTHERS = Duration.ofSeconds(5);

    private static final long UNKNOWN = -1;

    /** Before the hash of a document that is not embedded yet: when it is, its hash changes, so that other replicas copy it again. */
    private static final String WORDS_ONLY = "words ";

    private final SharedStore shared;
    private final PassageIndex copy;
    /** The shared version that the copy has; another when it may have something else. */
    private long seen = UNKNOWN;
    /** Whether others are to learn of something: replicas that tell each other of nothing would never come to rest. */
    private boolean isToShare;

    public SharedPassageStore(SharedStore shared, PassageIndex copy) {
        this.shared = shared;
        this.copy = copy;
    }

    @Override
    public void open() throws IOException {
        copy.open();
    }

    @Override
    public boolean begin(boolean hasFolders) throws IOException {
        isToShare = false;
        takeOver();
        if (hasFolders && shared.lock(LONGEST_WAIT_FOR_OTHERS)) {
            takeOver();
            shareEmbedded();
            return true;
        }
        shared.end();
        return false;
    }

    private void takeOver() throws IOException {
        long before = seen;
        seen = UNKNOWN;
        long version = shared.version();
        if (version != before) {
            copyAll();
        }
        seen = version;
    }

    private void copyAll() throws IOException {
        Map<String, String> there = shared.hashes();
        Map<String, String> here = copy.hashes();
        Set<String> gone = new HashSet<>(here.keySet());
        gone.removeAll(there.keySet());
        for (String key : gone) {
            copy.remove(key);
        }
        for (var document : there.entrySet()) {
            if (!document.getValue().equals(here.get(document.getKey()))) {
                Optional<IndexedDocument> kept = shared.document(document.getKey());
                if (kept.isPresent()) {
                    keepCopy(kept.get());
                }
            }
        }
        copy.commit();
    }

    private void keepCopy(IndexedDocument document) throws IOException {
        try {
            copy.keep(document);
        } catch (UnreadableDocument e) {
            LOG.warnf(e, "A document that another replica has read is not found here: it %s", e.getMessage());
            copy.remove(document.key());
        }
    }

    @Override
    public void end() throws IOException {
        shared.end();
    }

    /** Also when it could not be reached before and can be now. */
    @Override
    public boolean hasChanged() {
        try {
            return shared.version() != seen;
        } catch (IOException e) {
            seen = UNKNOWN;
            return false;
        }
    }

    @Override
    public Map<String, String> hashes() throws IOException {
        Map<String, String> hashes = new HashMap<>(shared.hashes());
        hashes.replaceAll((key, hash) -> withoutMark(hash));
        return hashes;
    }

    @Override
    public void replace(DocumentFile file, String hash, List<Passage> passages) throws IOException, UnreadableDocument {
        IndexedDocument document = copy.withKnownVectors(file, hash, passages);
        put(document.isEmbedded() ? document : document.withHash(WORDS_ONLY + hash));
    }

    private void put(IndexedDocument document) throws IOException, UnreadableDocument {
        long before = seen;
        seen = UNKNOWN;
        try {
            shared.put(document);
        } catch (UnreadableDocument e) {
            seen = before;
            throw e;
        }
        isToShare = true;
        copy.keep(document);
    }

    private static String withoutMark(String hash) {
        return hash.startsWith(WORDS_ONLY) ? hash.substring(WORDS_ONLY.length()) : hash;
    }

    /** None when all documents are done: of a passage that the models refuse there is no embedding. */
    @Override
    public int toEmbed() throws IOException {
        boolean isAnyMarked = copy.hashes().values().stream().anyMatch(hash -> hash.startsWith(WORDS_ONLY));
        return isAnyMarked ? copy.toEmbed() : 0;
    }

    @Override
    public List<UnreadDocument> embed() throws IOException {
        List<UnreadDocument> refused = copy.embed();
        copy.commit();
        shareEmbedded();
        return refused;
    }

    /** Also what was embedded, but not shared before the process ended. */
    private void shareEmbedded() throws IOException {
        for (var document : shared.hashes().entrySet()) {
            boolean isMarked = document.getValue().startsWith(WORDS_ONLY);
            Optional<IndexedDocument> embedded = isMarked && copy.toEmbed(document.getKey()) == 0
                    ? copy.document(document.getKey())
                    : Optional.empty();
            if (embedded.isPresent()) {
                shareEmbedded(embedded.get().withHash(withoutMark(document.getValue())));
            }
        }
    }

    private void shareEmbedded(IndexedDocument document) throws IOException {
        try {
            put(document);
        } catch (UnreadableDocument e) {
            LOG.warnf(e, "A document is found by words only: what its passages mean %s", e.getMessage());
            try {
                put(document.withoutVectors());
            } catch (UnreadableDocument other) {
                LOG.warnf(other, "A document is left out: it %s", other.getMessage());
                remove(document.key());
            }
        }
    }

    @Override
    public void remove(String key) throws IOException {
        long before = seen;
        seen = UNKNOWN;
        if (shared.remove(key)) {
            isToShare = true;
        } else {
            seen = before;
        }
        copy.remove(key);
    }

    @Override
    public void commit() throws IOException {
        if (isToShare) {
            shared.commit();
        }
        copy.commit();
        if (isToShare) {
            isToShare = false;
            seen = shared.version();
        }
    }
}
