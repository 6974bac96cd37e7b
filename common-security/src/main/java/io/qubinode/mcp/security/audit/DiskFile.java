package io.qubinode.mcp.security.audit;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Lines in a file on disk, readable by its owner only and written by one process only. It is not a channel: that would be closed
 * by the first cancelled call, because a thread that is interrupted while it uses a channel closes it.
 */
final class DiskFile implements LineFile {

    private static final Logger LOG = Logger.getLogger(DiskFile.class);
    private static final int BLOCK = 8192;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    // The file's number on its disk: another file of the same name has another one.
    private final Object key;
    private final RandomAccessFile file;
    private long end;
    // A lone call's lines follow each other: to seek what is there already costs a call of the system for each.
    private boolean atEnd;

    /**
     * Opens a file. Half a line at its end, which a killed process left, goes.
     *
     * @throws IOException when that cannot be done, or another process has the file open
     */
    DiskFile(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        if (Files.notExists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        this.path = path;
        key = key(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            lock(path);
            end = startOfLineBefore(file.length());
            if (end < file.length()) {
                LOG.warnf("%s ended within a line: %d bytes of it are dropped", path, file.length() - end);
                file.setLength(end);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Refuses a file that exists and that others can read or write, or reach by another name.
     *
     * @throws IOException when it is a link, or has rights for anybody but its owner
     */
    static void requirePrivate(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path.getFileName() + " is a link. The audit trail must be a file of its own: name the"
                    + " file itself, or remove the link");
        }
        if (Files.exists(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
            throw new IOException(path.getFileName() + " has mode "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    + ": users other than its owner may read or change it. Find out who did, and set its mode to 0600");
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public long size() {
        return end;
    }

    @Override
    public void append(byte[] line) throws IOException {
        try {
            if (!atEnd) {
                file.seek(end);
            }
            // Until it is all written.
            atEnd = false;
            file.write(line);
            atEnd = true;
        } catch (IOException e) {
            dropWhatWasWritten();
            throw e;
        }
        end += line.length;
    }

    @Override
    public void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public boolean isInPlace() throws IOException {
        try {
            return key(path).equals(key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public long free() throws IOException {
        return Files.getFileStore(path.toAbsolutePath().getParent()).getUsableSpace();
    }

    @Override
    public String firstLine() throws IOException {
        seek(0);
        String line = end == 0 ? "" : file.readLine();
        return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public String lastLine() throws IOException {
        if (end == 0) {
            return "";
        }
        long start = startOfLineBefore(end - 1);
        var line = new byte[(int) (end - 1 - start)];
        seek(start);
        file.readFully(line);
        return new String(line, StandardCharsets.UTF_8);
    }

    /** By the file that is open: closing another descriptor of it would give its lock back. */
    @Override
    public void forEachLine(Consumer<String> action) throws IOException {
        seek(0);
        forEachLine(new FileInputStream(file.getFD()), action);
    }

    static void forEachLine(InputStream content, Consumer<String> action) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            action.accept(line);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void lock(Path path) throws IOException {
        try {
            if (file.getChannel().tryLock() == null) {
                throw new IOException(path.getFileName() + " is written by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(path.getFileName() + " is written by this process already", e);
        }
    }

    private void dropWhatWasWritten() {
        try {
            file.setLength(end);
        } catch (IOException e) {
            LOG.debug("Half a line stays until the next one takes its place", e);
        }
    }

    private void seek(long position) throws IOException {
        atEnd = false;
        file.seek(position);
    }

    private long startOfLineBefore(long position) throws IOException {
        var block = new byte[BLOCK];
        long upTo = position;
        while (upTo > 0) {
            long from = Math.max(0, upTo - BLOCK);
            int length = (int) (upTo - from);
            seek(from);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i + 1;
                }
            }
            upTo = from;
        }
        return 0;
    }
}
