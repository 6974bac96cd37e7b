package io.qubinode.mcp.security.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What one or several files that belong together hold, as long as they are right: a change is taken over whole or not at all. Read
 * on one thread, used on any.
 *
 * @param <T> what they hold
 */
public final class WatchedFiles<T> {

    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads all of it.
         *
         * @throws IOException when it cannot be read
         * @throws IllegalArgumentException when it makes no sense, with what is wrong in one sentence without secrets
         */
        T read(byte[] content) throws IOException;
    }

    @FunctionalInterface
    public interface JointReading<T> {
        /**
         * Reads all of them, in the order of the files.
         *
         * @throws IOException when they cannot be read
         * @throws IllegalArgumentException when they make no sense, with what is wrong in one sentence without secrets
         */
        T read(List<byte[]> contents) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(WatchedFiles.class);

    private final List<Path> files;
    private final JointReading<T> reading;
    // The whole content, because a file can change twice within the precision of its time.
    private List<byte[]> seen;
    private volatile T content;
    private volatile String problem = "";

    /**
     * Reads the file for the first time.
     *
     * @throws IllegalArgumentException when it cannot be read or makes no sense
     */
    public WatchedFiles(Path file, Reading<T> reading) {
        this(List.of(file), contents -> reading.read(contents.getFirst()));
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException when they cannot be read or make no sense
     */
    public WatchedFiles(List<Path> files, JointReading<T> reading) {
        this.files = List.copyOf(files);
        this.reading = reading;
        try {
            seen = contents();
            content = reading.read(seen);
        } catch (IOException e) {
            throw new IllegalArgumentException(unreadable(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(names() + ": " + e.getMessage(), e);
        }
    }

    /** What the files held when they were last right. */
    public T content() {
        return content;
    }

    /** What is wrong with the files now, in one sentence. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** Takes over what has changed. Blocks while the files are read. */
    public synchronized void refresh() {
        try {
            List<byte[]> now = contents();
            if (seen != null && Arrays.deepEquals(now.toArray(), seen.toArray())) {
                return;
            }
            seen = now;
            content = reading.read(now);
            problem = "";
            LOG.infof("Read again: %s", names());
        } catch (IOException e) {
            seen = null;
            complain(unreadable());
        } catch (IllegalArgumentException e) {
            complain(names() + ": " + e.getMessage());
        }
    }

    private List<byte[]> contents() throws IOException {
        var contents = new ArrayList<byte[]>();
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    private void complain(String sentence) {
        if (!sentence.equals(problem)) {
            LOG.errorf("%s. What was there before stays in force", sentence);
        }
        problem = sentence;
    }

    private String unreadable() {
        String unreadable = files.stream()
                .filter(file -> !Files.isReadable(file))
                .map(file -> file.getFileName().toString())
                .collect(Collectors.joining(" and "));
        return (unreadable.isEmpty() ? names() : unreadable) + " cannot be read";
    }

    private String names() {
        return files.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
    }
}
