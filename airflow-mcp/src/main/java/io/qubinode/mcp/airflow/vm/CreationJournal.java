package io.qubinode.mcp.airflow.vm;

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

/** Creations on their way, a file each, on disk before anything is made. */
final class CreationJournal {

    private static final Logger LOG = Logger.getLogger(CreationJournal.class);
    private static final String SUFFIX = ".json";

    private final Path folder;
    // Held as long as this process lives:
    // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/nio/channels/FileLock.html
    private FileChannel lock;

    CreationJournal(Path folder) {
        this.folder = folder;
    }

    /** Writes how far one is; when this returns, it survives a crash. */
    void write(UnfinishedCreation creation) {
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve(creation.id() + ".draft");
            try (var file = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                var bytes = ByteBuffer.wrap(ToolJson.MAPPER.writeValueAsBytes(creation));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(draft, file(creation.id()), StandardCopyOption.ATOMIC_MOVE);
            try (var entries = FileChannel.open(folder)) {
                entries.force(true);
            }
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.INTERNAL,
                    "What is to be made cannot be noted on this machine's disk, so nothing is made.",
                    "An operator must make room for airflow.machines.journal.",
                    e);
        }
    }

    /** Forgets one that has come to its end. */
    void remove(String id) {
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
    List<UnfinishedCreation> left() {
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
    List<UnfinishedCreation> read() {
        var creations = new ArrayList<UnfinishedCreation>();
        if (!Files.isDirectory(folder)) {
            return creations;
        }
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file).ifPresent(creations::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return creations;
    }

    private static Optional<UnfinishedCreation> read(Path file) throws IOException {
        try {
            return Optional.of(ToolJson.MAPPER
                    .readValue(file.toFile(), UnfinishedCreation.class)
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
