package io.qubinode.mcp.airflow.machine;

import com.fasterxml.jackson.core.JacksonException;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.store.DurableFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final DurableFolder files;
    // Held as long as this process lives:
    // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/nio/channels/FileLock.html
    private FileChannel lock;

    /** @param folder where the files are; made when it is not there */
    public ChangeJournal(Path folder) {
        this.folder = folder;
        files = new DurableFolder(folder);
    }

    /**
     * Writes how far one is; when this returns, it survives a crash.
     *
     * @throws ToolException {@code internal} when the disk does not accept it
     */
    public void write(UnfinishedChange change) {
        try {
            files.write(change.id() + SUFFIX, ToolJson.MAPPER.writeValueAsBytes(change));
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.INTERNAL,
                    "The change cannot be recorded on this machine's disk, so it was not started.",
                    "An operator must make room for airflow.machines.journal.",
                    e);
        }
    }

    /** Forgets one that has come to its end. */
    public void remove(String id) {
        try {
            files.remove(id + SUFFIX);
        } catch (IOException e) {
            LOG.warnf("%s%s cannot be deleted: %s", id, SUFFIX, e.getMessage());
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
        try {
            for (Path file : files.files(SUFFIX)) {
                // None when it was brought to its end while we looked.
                files.read(file.getFileName().toString())
                        .flatMap(content -> change(file, content))
                        .ifPresent(changes::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changes;
    }

    private static Optional<UnfinishedChange> change(Path file, byte[] content) {
        try {
            return Optional.of(
                    ToolJson.MAPPER.readValue(content, UnfinishedChange.class).unsure());
        } catch (JacksonException e) {
            LOG.errorf("%s cannot be understood and is left: %s", file, e.getOriginalMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
}
