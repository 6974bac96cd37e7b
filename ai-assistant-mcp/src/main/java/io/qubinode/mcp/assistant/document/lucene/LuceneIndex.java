package io.qubinode.mcp.assistant.document.lucene;

import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.ingestion.StoreInUse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jboss.logging.Logger;

/**
 * The index on disk: opened once, begun again when it is damaged or was written by another version of us. Safe to use from any
 * thread; written by one.
 */
@Singleton
public final class LuceneIndex {

    private static final Logger LOG = Logger.getLogger(LuceneIndex.class);

    /** To be raised when the fields, the words or the cut of passages change, or what is read of a document or of a passage. */
    private static final String FORMAT = "7 ";

    private static final String FORMAT_KEY = "format";

    /** So many vectors are compared, and so many documents written again, in little time. */
    static final int FEW = 10_000;

    /** How long a search waits for an index that is being opened; that takes some 100 ms. */
    private static final int OPENING_SECONDS = 5;

    private final IndexFiles files;
    private final Path folder;
    private final String format;
    private final TechnicalEnglish analyzer = new TechnicalEnglish();
    private final CompletableFuture<SearcherManager> searchers = new CompletableFuture<>();
    private Directory directory;
    private volatile IndexWriter writer;

    /** Something to ask of the index. */
    @FunctionalInterface
    interface Question<T> {
        T ask(IndexSearcher searcher) throws IOException;
    }

    @Inject
    LuceneIndex(DocumentsConfig config, Embedder meaning, IndexFiles files) {
        this(config.index(), meaning.models(), files);
    }

    /**
     * An index that is not open yet.
     *
     * @param folder what it is in, made when it is not there
     * @param models whose vectors it holds; that of others is made again
     */
    LuceneIndex(Path folder, String models, IndexFiles files) {
        this.files = files;
        this.folder = folder;
        this.format = FORMAT + models;
    }

    TechnicalEnglish analyzer() {
        return analyzer;
    }

    /** @throws StoreInUse when another process writes to it; then it can be searched only */
    void open() throws IOException {
        try {
            Files.createDirectories(folder);
            directory = files.in(folder);
            try {
                if (!isUsable()) {
                    clear();
                }
                var config = new IndexWriterConfig(analyzer)
                        .setMergePolicy(new TieredMergePolicy().setForceMergeDeletesPctAllowed(0))
                        // What is deleted while others merge would stay.
                        .setMergeScheduler(new SerialMergeScheduler());
                writer = new IndexWriter(directory, config);
                writer.setLiveCommitData(Map.of(FORMAT_KEY, format).entrySet());
                writer.commit();
            } catch (LockObtainFailedException e) {
                searchers.complete(new SearcherManager(directory, null));
                throw new StoreInUse(e);
            }
            searchers.complete(new SearcherManager(directory, null));
        } catch (IOException | RuntimeException e) {
            searchers.completeExceptionally(e);
            throw e;
        }
    }

    /** Whether there is nothing yet, or what is there is ours as far as its headers say. */
    private boolean isUsable() throws IOException {
        try {
            if (!DirectoryReader.indexExists(directory)) {
                return true;
            }
            try (var reader = DirectoryReader.open(directory)) {
                String found = reader.getIndexCommit().getUserData().get(FORMAT_KEY);
                if (!format.equals(found)) {
                    LOG.infof("The index has format %s, not %s: it is rebuilt", found, format);
                }
                return format.equals(found);
            }
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | NoSuchFileException
                | IllegalArgumentException e) {
            // Only these say that it is damaged: one that cannot be read just now must not be thrown away.
            LOG.warnf("The index is damaged or of another version, so it is rebuilt: %s", e);
            return false;
        }
    }

    /**
     * Reads all that there is and begins again when it is damaged. Takes a second for some 100 MB; searches continue meanwhile.
     */
    void verify() throws IOException {
        try (var reader = DirectoryReader.open(directory)) {
            for (LeafReaderContext leaf : reader.leaves()) {
                ((CodecReader) leaf.reader()).checkIntegrity();
            }
        } catch (CorruptIndexException | EOFException | NoSuchFileException e) {
            LOG.warnf("The index is damaged, so it is rebuilt: %s", e);
            writer().deleteAll();
            commit();
        }
    }

    /** Deletes the index's files and no others: an operator may have named a folder with something else in it. */
    private void clear() throws IOException {
        try (var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            for (String file : directory.listAll()) {
                if (file.startsWith(IndexFileNames.SEGMENTS)
                        || file.startsWith(IndexFileNames.PENDING_SEGMENTS)
                        || IndexFileNames.CODEC_FILE_PATTERN.matcher(file).matches()) {
                    lock.ensureValid();
                    directory.deleteFile(file);
                }
            }
        }
    }

    /** @throws IllegalStateException before it is open for writing */
    IndexWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("The index is not open for writing");
        }
        return writer;
    }

    /**
     * Makes what was written last and show. BM25 counts what is deleted until it is merged away, so that is done where there are
     * few: an index's history must change no ranking.
     */
    void commit() throws IOException {
        if (writer().getDocStats().maxDoc <= FEW) {
            writer().forceMergeDeletes();
        }
        writer().setLiveCommitData(Map.of(FORMAT_KEY, format).entrySet());
        writer().commit();
        searchers.join().maybeRefreshBlocking();
    }

    /**
     * Asks of the last commit.
     *
     * @return empty when the index is not open yet
     * @throws IOException when it cannot be read
     */
    <T> Optional<T> search(Question<T> question) throws IOException {
        SearcherManager manager;
        try {
            manager = searchers.get(OPENING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        IndexSearcher searcher = manager.acquire();
        try {
            return Optional.of(question.ask(searcher));
        } finally {
            manager.release(searcher);
        }
    }

    @PreDestroy
    void close() throws IOException {
        if (searchers.isDone() && !searchers.isCompletedExceptionally()) {
            searchers.join().close();
        }
        if (writer != null) {
            writer.close();
        }
        if (directory != null) {
            directory.close();
        }
    }
}
