package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.assistant.document.reading.FolderFiles;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Brings the store in line with the folders: reads what is new or changed, takes out what is gone, leaves the rest. */
@Singleton
public final class Ingestion {

    private static final Logger LOG = Logger.getLogger(Ingestion.class);

    /** How much work a killed process loses at most, against the cost of a commit. */
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(5);

    /** Before the hash of a document whose passages are not wanted, so that other replicas take them out too. */
    private static final String TAKEN_OUT = "out ";

    private final DocumentFolders folders;
    private final DocumentReader reader;
    private final PassageStore store;
    private final IngestionProgress progress;
    private final IngestionRequests requests;
    private final LeftOutDocuments leftOut = new LeftOutDocuments();
    private final PassageEmbedding embedding;
    private volatile boolean stopping;
    private boolean opened;
    private final Attempts attempts = new Attempts(InstantSource.system());
    private List<Path> missing = List.of();

    @Inject
    public Ingestion(
            DocumentFolders folders,
            DocumentReader reader,
            PassageStore store,
            IngestionProgress progress,
            IngestionRequests requests) {
        this.folders = folders;
        this.reader = reader;
        this.store = store;
        this.embedding = new PassageEmbedding(store, progress);
        this.progress = progress;
        this.requests = requests;
    }

    /**
     * Opens the store, from when on it can be searched. {@link #run} does so too, but only after its caller has looked at the
     * folders, which takes longer than this. Never throws. By the same thread.
     */
    public void open() {
        progress.begin();
        attempt(() -> {
            store.open();
            opened = true;
        });
        if (!opened) {
            progress.end(Instant.now());
        }
    }

    /** Does it once, and opens the store before when it is not. Never throws. By one thread. */
    public void run() {
        if (!opened) {
            open();
        }
        if (opened) {
            progress.begin();
            attempts.begin();
            attempt(this::bringInLineByTurns);
            attempts.end(progress.now().problem().isPresent());
            if (stopping) {
                LOG.info("Reading the documents ends early; the next start continues");
            }
            progress.end(Instant.now());
        }
    }

    private void bringInLineByTurns() throws IOException {
        if (store.begin(hasFolders())) {
            try {
                bringInLine();
            } finally {
                store.end();
            }
        } else {
            progress.leftToEmbed(store.toEmbed());
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.take();
        } catch (StoreInUse e) {
            problem("Another process keeps this index, so changed documents show only after a restart.", e);
        } catch (StoreUnreachable e) {
            problem(
                    "The shared store (RAG_STORE_URL) cannot be used: " + e.getMessage()
                            + "; documents are as they were.",
                    e);
        } catch (EmbeddingUnavailable e) {
            if (!stopping) {
                attempts.plan();
                problem(
                        "The embedding service (RAG_EMBEDDING_URL) " + e.getMessage()
                                + "; new documents are found by words alone until it answers.",
                        e.getCause() == null ? e : e.getCause());
            }
        } catch (IOException | UncheckedIOException e) {
            problem("The index cannot be read or written; an operator must look at its folder and the disk.", e);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            if (!stopping) {
                LOG.error("The documents cannot be indexed", e);
                progress.problem("The documents cannot be indexed; the log says why.");
            }
        }
    }

    private boolean hasFolders() {
        List<Path> now = folders.missing();
        if (!now.equals(missing)) {
            now.forEach(folder -> LOG.warnf("There is no documents folder %s", folder));
        }
        missing = now;
        return mayRead();
    }

    private boolean mayRead() {
        return missing.size() + folders.awaited().size() < folders.all().size();
    }

    /** Whether the store can be written, so that doing it again makes sense. */
    boolean isOpen() {
        return opened;
    }

    /** Whether there is something to take over from others, or it is time to continue where it ended early. */
    boolean isBehind() {
        return !attempts.isTooEarly()
                && (attempts.isDue()
                        || progress.now().toEmbed() > 0 && !attempts.isPlanned() && mayRead()
                        || store.hasChanged());
    }

    /**
     * Lets it end after the document that is being read, with a commit of what is done. For any thread. Interrupting its thread
     * instead would close the index's files under it.
     */
    public void stop() {
        stopping = true;
    }

    private void problem(String sentence, Throwable e) {
        progress.problem(sentence);
        LOG.warnf("%s (%s)", sentence, e);
    }

    private void bringInLine() throws IOException {
        Map<String, String> known = store.hashes();
        IngestionRequests.Request request = requests.take();
        FolderFiles files = folders.files();
        List<DocumentFile> documents = files.documents();
        progress.skip(files.skipped());
        if (request.all()) {
            leftOut.clear();
        }
        Map<DocumentFile, String> changed = changed(documents, request.all() ? Map.of() : known);
        remove(documents, request.unwanted(), changed);
        Set<String> gone = new HashSet<>(known.keySet());
        documents.forEach(document -> gone.remove(document.key()));
        Set<String> awaited = folders.awaited();
        gone.removeIf(key -> awaited.contains(DocumentFolder.nameIn(key)));
        leftOut.keepOnly(documents);
        embedding.forget(changed.keySet());
        long passages = read(changed);
        // Last, because a document that was only moved takes its embeddings from where it was.
        for (String key : gone) {
            store.remove(key);
        }
        store.commit();
        progress.left(0);
        String done = "%d documents: %d read into %d passages, %d taken out"
                .formatted(documents.size(), changed.size(), passages, gone.size());
        LOG.log(changed.isEmpty() && gone.isEmpty() ? Level.DEBUG : Level.INFO, done);
        embedding.run(() -> stopping || requests.any());
    }

    private Map<DocumentFile, String> changed(List<DocumentFile> documents, Map<String, String> known)
            throws IOException {
        var changed = new LinkedHashMap<DocumentFile, String>();
        for (DocumentFile document : documents) {
            try {
                String hash = reader.hash(document);
                String before = known.get(document.key());
                if (!hash.equals(before) && !(TAKEN_OUT + hash).equals(before) && !staysOut(document, hash)) {
                    changed.put(document, hash);
                }
            } catch (UnreadableDocument e) {
                skip(document, e);
            }
        }
        return changed;
    }

    /** To read it again would take as long as it took, and end as it ended. */
    private boolean staysOut(DocumentFile document, String hash) throws IOException {
        Optional<String> reason = leftOut.reason(document, hash);
        if (reason.isPresent()) {
            leaveOut(document, reason.get());
        }
        return reason.isPresent();
    }

    /** Leaves their hashes, so that they stay out until they change. */
    private void remove(List<DocumentFile> documents, List<SourceGlob> unwanted, Map<DocumentFile, String> changed)
            throws IOException {
        for (DocumentFile document : documents) {
            if (unwanted.stream().anyMatch(glob -> glob.matches(document.source()))) {
                try {
                    store.replace(document, TAKEN_OUT + reader.hash(document), List.of());
                    changed.remove(document);
                } catch (UnreadableDocument e) {
                    skip(document, e);
                }
            }
        }
    }

    private long read(Map<DocumentFile, String> changed) throws IOException {
        long passages = 0;
        int left = changed.size();
        Instant lastCommit = Instant.now();
        for (DocumentFile document : ReadingOrder.of(changed.keySet())) {
            progress.left(left--);
            if (stopping) {
                return passages;
            }
            if (Duration.between(lastCommit, Instant.now()).compareTo(BETWEEN_COMMITS) > 0
                    || ReadingOrder.isLarge(document)) {
                store.commit();
                lastCommit = Instant.now();
            }
            passages += read(document, changed.get(document));
        }
        return passages;
    }

    private int read(DocumentFile document, String hash) throws IOException {
        try {
            List<Passage> passages = reader.read(document);
            store.replace(document, hash, passages);
            return passages.size();
        } catch (UnreadableDocument e) {
            if (!e.isForNow()) {
                leftOut.add(document, hash, e.getMessage());
            }
            skip(document, e);
            return 0;
        }
    }

    private void skip(DocumentFile document, UnreadableDocument e) throws IOException {
        LOG.warnf("%s is left out: %s", document.source(), e.getMessage());
        leaveOut(document, e.getMessage());
    }

    /** What it said before it broke is not shown any longer: it may be wrong by now. */
    private void leaveOut(DocumentFile document, String reason) throws IOException {
        progress.cannotRead(new UnreadDocument(document.source(), reason));
        store.remove(document.key());
    }
}
