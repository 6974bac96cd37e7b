package io.qubinode.mcp.security.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small files that are there whole or not at all, and survive a crash. Safe to use from any thread, each file by one at a time. */
public final class DurableFolder {

    private static final String DRAFT = ".draft";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    /** @param folder made, for its owner only, when it is not there, with the first file */
    public DurableFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /**
     * Writes a file in place of the one of this name; when this returns, it survives a crash.
     *
     * @throws IOException when the disk does not accept it; the file that was there still is
     */
    public void write(String name, byte[] content) throws IOException {
        Files.createDirectories(folder, OWNER_ONLY);
        Path draft = folder.resolve(name + DRAFT);
        // No channel: an interruption of its thread would close it.
        try (var file = new FileOutputStream(draft.toFile())) {
            file.write(content);
            file.getFD().sync();
        }
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** Empty when there is no such file. */
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name + DRAFT));
        Files.deleteIfExists(folder.resolve(name));
    }

    /** The files with this end of their names, in no order. */
    public List<Path> files(String suffix) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "*" + suffix)) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    /** Makes new, renamed and deleted names in a folder last, also for a thread that is interrupted. */
    public static void sync(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                // A folder can be synced by a channel only, which an interruption closes.
                try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                    entries.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
