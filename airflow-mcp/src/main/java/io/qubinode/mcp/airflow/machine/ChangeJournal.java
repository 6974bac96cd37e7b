package io.qubinode.mcp.airflow.machine;

import com.fasterxml.jackson.core.JacksonException;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Changes of machines on their way, a file each, on disk before anything is done. Safe to use from any thread. */
public final class ChangeJournal {

    private static final Logger LOG = Logger.getLogger(ChangeJournal.class);
    private static final String SUFFIX = ".json";

    private final Path folder;
    // Held as long as this process lives:
    // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/nio/channels/FileLock.html
    private FileChannel lock;

    /** @param folder where the files are; made when it is not there */
    public ChangeJournal(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes how far one is; when this returns, it survives a crash.
     *
     * @throws ToolException {@code internal} when the disk does not take it
     */
    public void write(UnfinishedChange change) {
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve(change.id() + ".draft");
            try (var file = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                var bytes = ByteBuffer.wrap(ToolJson.MAPPER.writeValueAsBytes(change));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(draft, file(change.id()), StandardCopyOption.ATOMIC_MOVE);
            try (var entries = FileChannel.open(folder)) {
                entries.force(true);
            }
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.INTERNAL,
                    "What is to be changed cannot be noted on this machine's disk, so it is not begun.",
                    "An operator must make room for airflow.machines.journal.",
                    e);
        }
    }

    /** Forgets one that has come to its end. */
    public void remove(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id + ".draft"));
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.warnf("%s cannot be deleted: %s", file(id), e.getMessage());
        }
    }

    /**
     * Those that a process before this one did not bring to their end. None while another process works with this folder: they
     * may be its own.
     */
    public List<UnfinishedChange> left() {
        return isOurs() ? read() : List.of();
    }

    private boolean isOurs() {
        try {
            Files.createDirectories(folder);
            lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() != null) {
                return true;
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.warnf("%s cannot be locked: %s", folder, e.getMessage());
            return false;
        }
        LOG.warnf("Another process works with %s; what it did not finish is left to it", folder);
        return false;
    }

    /** All that are on their way. */
    public List<UnfinishedChange> read() {
        var changes = new ArrayList<UnfinishedChange>();
        if (!Files.isDirectory(folder)) {
            return changes;
        }
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file).ifPresent(changes::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changes;
    }

    private static Optional<UnfinishedChange> read(Path file) throws IOException {
        try {
            return Optional.of(ToolJson.MAPPER
                    .readValue(file.toFile(), UnfinishedChange.class)
                    .unsure());
        } catch (FileNotFoundException e) {
            // Brought to its end while we looked.
            return Optional.empty();
        } catch (JacksonException e) {
            LOG.errorf("%s cannot be understood and is left: %s", file, e.getOriginalMessage());
            return Optional.empty();
        }
    }

    /** Lets another process have the folder. */
    void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.debugf(e, "The lock of %s ends with the process", folder);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }
}
